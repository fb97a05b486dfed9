import { maximumTerms, type SamplePlace, type StateVector, type Term } from '../../contract/state.ts';
import { DisposedError, ShapeError, ValueError } from '../../errors.ts';
import type { Misuse } from './misuses.ts';
import type { Scene } from './scene.ts';

/** A combination of samples, of sizes that fit unless others are given. */
function combined({ engine, state }: Scene, out: StateVector, base: StateVector, terms: readonly Term[]): void {
  engine.combineSamples!(out, base, new Array<number>(state.batch).fill(0.5), terms);
}

function copied(title: string, places: readonly SamplePlace[]): Misuse {
  return [title, ValueError, ({ engine, state, out }) => engine.copySamples!(out, state, places)];
}

/** What steps of a size for each sample must refuse, where an engine has them. */
export const sampleMisuses: readonly Misuse[] = [
  ['samples into their base', ValueError, (scene) => combined(scene, scene.out, scene.out, [[1, scene.state]])],
  ['samples into a term', ValueError, (scene) => combined(scene, scene.out, scene.state, [[1, scene.out]])],
  ['samples of no terms', ValueError, (scene) => combined(scene, scene.out, scene.state, [])],
  [
    'samples of nine terms',
    ValueError,
    (scene) => combined(scene, scene.out, scene.state, new Array<Term>(maximumTerms).fill([1, scene.cotangent])),
  ],
  [
    'samples of a coefficient of NaN',
    ValueError,
    (scene) => combined(scene, scene.out, scene.state, [[Number.NaN, scene.cotangent]]),
  ],
  ['samples of another batch', ShapeError, (scene) => combined(scene, scene.out, scene.larger, [[1, scene.state]])],
  [
    'samples of a term of another batch',
    ShapeError,
    (scene) => combined(scene, scene.out, scene.state, [[1, scene.larger]]),
  ],
  [
    'too few sizes',
    ShapeError,
    ({ engine, state, out, cotangent }) => engine.combineSamples!(out, state, [1], [[1, cotangent]]),
  ],
  [
    'a size of infinity',
    ValueError,
    ({ engine, state, out, cotangent }) =>
      engine.combineSamples!(out, state, new Array<number>(state.batch).fill(1 / 0), [[1, cotangent]]),
  ],
  [
    'samples of a disposed state',
    DisposedError,
    (scene) => combined(scene, scene.out, scene.disposed, [[1, scene.state]]),
  ],
  [
    "samples of another engine's state",
    ValueError,
    (scene) => combined(scene, scene.out, scene.foreign, [[1, scene.state]]),
  ],
  ['copies into the state itself', ValueError, ({ engine, state }) => engine.copySamples!(state, state, [[0, 1]])],
  copied('a copy of sample -1', [[0, -1]]),
  copied('a copy to sample 0.5', [[0.5, 0]]),
  copied('a copy beyond the batch', [[1000, 0]]),
  copied('a copy of what is beyond the batch', [[0, 1000]]),
  copied('two copies to one place', [
    [0, 0],
    [0, 1],
  ]),
  [
    'a copy to a disposed state',
    DisposedError,
    ({ engine, state, disposed }) => engine.copySamples!(disposed, state, []),
  ],
  ["a copy of another engine's state", ValueError, ({ engine, out, foreign }) => engine.copySamples!(out, foreign, [])],
];
