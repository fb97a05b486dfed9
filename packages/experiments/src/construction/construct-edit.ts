import { type Backend, normaliseRows, type ParameterValues, RandomKey, type SystemSpec } from '@hkmem/backend';
import type { ImageDataset } from '@hkmem/datasets';
import { amplitudePath } from '../config/amplitude-path.ts';
import type { EditConfig } from '../config/settings.ts';
import type { Memory } from '../memory/memory.ts';
import { hubOf, neuronGroups } from '../problems/neuron-groups.ts';
import type { Problem } from '../problems/problem.ts';
import { classWeights } from './class-weights.ts';
import { fitContexts } from './fit-contexts.ts';
import { changesOppose, fitLabels } from './fit-labels.ts';
import { keptInteraction } from './kept-interaction.ts';

/**
 * The overlap r with the reference between the two sides of the hub: phi = middle well r - well relu(r)^2 / 2 is largest there and
 * falls to both ends.
 */
const middleOfWells = 1 / 3;

/**
 * The problem of an edit with a start and an interaction that make it one already, where its settings ask for a
 * construction. Axis 0 of the sphere carries the change of the first class, which lies along it; the second lies against it
 * where the changes oppose each other, else along axis 1. Hidden units have components u_h / alpha and v_h / alpha there, so that
 * alpha <s_h, s_c> is the change of a weight, and all other components of hidden units and of classes lie in axes of their own,
 * where no overlap arises. The interaction keeps all of these at once, with
 * oscillators of the border in random directions, without which the axes of classes could turn against those of hidden
 * units. Of an associative task the two classes lie apart from axis 0 until a few oscillators of the border (the hub) take
 * the side of the paired image and pull them there; all keep their place to the reference, or the pull would turn them. Throws
 * as `fitLabels`.
 */
export async function constructedProblem(
  problem: Problem,
  dataset: ImageDataset,
  base: Memory,
  backend: Backend,
): Promise<Problem> {
  if (problem.kind !== 'edit' || problem.config.oscillators.construction === undefined) return problem;
  const parameters = {
    ...problem.parameters,
    ...(await construct(problem.config, problem.spec, dataset, base, backend)),
  };
  return { ...problem, parameters };
}

async function construct(
  config: EditConfig,
  spec: SystemSpec,
  dataset: ImageDataset,
  base: Memory,
  backend: Backend,
): Promise<ParameterValues> {
  const N = spec.neurons;
  const groups = neuronGroups(dataset.train);
  const { digits, oscillators } = config;
  const D = oscillators.dimension;
  const associative = oscillators.held === true;
  const weights = classWeights(base, groups.pixels, groups.classes);
  const [u, v] = await fitLabels({ config, dataset, base, backend, weights });
  const opposed = changesOppose(config);
  const second = opposed ? new Float64Array(u.length) : v;
  const largest = u.reduce((most, entry, h) => Math.max(most, Math.hypot(entry, second[h]!)), Number.MIN_VALUE);
  const h = oscillators.memory!;
  const { drive = 0, well = 0 } = oscillators.construction!;
  // What pulls along axis 0 meets the kept direction, of strength h, at a right angle.
  const reached = associative ? (2 * drive) / Math.hypot(2 * drive, h) : 1;
  const answers = N - groups.classes;
  const hidden = axesFrom(2, 2 + Math.ceil((D - 3) / 2));
  const apart = [...(opposed ? [1] : []), ...axesFrom(2 + Math.ceil((D - 3) / 2), D)];
  const key = RandomKey.fromSeed(config.seed).fold('construction');
  const drawn = key.normal(N * D);
  const along = (i: number, components: readonly [number, number], axes: readonly number[]): Float64Array => {
    const row = new Float64Array(D);
    for (const axis of axes) row[axis] = drawn[i * D + axis]!;
    normaliseRows(row, row, 1, D);
    const rest = Math.sqrt(Math.max(0, 1 - components[0] ** 2 - components[1] ** 2));
    const out = row.map((entry) => rest * entry);
    components.forEach((component, axis) => {
      out[axis]! += component;
    });
    return out;
  };
  const all = axesFrom(0, D);
  const quiet = new Float64Array(D);
  quiet[D - 1] = 1;
  const s = new Float64Array(N * D);
  for (let i = 0; i < N; i++) {
    const unit = i - weights.first;
    const digit = i < answers ? -1 : digits.indexOf(i - answers);
    let row: Float64Array;
    if (i < groups.pixels) row = along(i, [0, 0], all);
    else if (digit >= 0) row = associative ? quiet : along(i, digit === 0 ? [1, 0] : opposed ? [-1, 0] : [0, 1], []);
    else if (i >= answers) row = along(i, [0, 0], apart);
    else row = along(i, unit >= 0 ? [u[unit]! / largest, second[unit]! / largest] : [0, 0], hidden);
    s.set(row, i * D);
  }
  const hub = associative ? hubOf(groups) : [];
  const middle = quiet.slice();
  if (well > 0) [middle[0], middle[D - 1]] = [middleOfWells, Math.sqrt(1 - middleOfWells ** 2)];
  for (const i of hub) s.set(middle, i * D);
  const kept = new Set([...groups.border, ...axesFrom(groups.pixels, N)]);
  for (const i of hub) kept.delete(i);
  if (associative) s.set(along(0, [1, 0], []), 0);
  const contexts = associative ? fitContexts(config, dataset, N) : new Map<number, number>();
  const pulls = digits.map((digit, n) => [answers + digit, n === 0 ? drive : -drive] as const);
  // Where the two classes are while the hub is in the middle, and how they pull it then: else one side would be favoured.
  const begin = s.slice();
  let pullBack = 0;
  for (const [i, pull] of associative ? pulls : []) {
    const force = quiet.map((entry, d) => h * entry + pull * (middle[d]! + (d === 0 ? 1 : 0)));
    normaliseRows(force, force, 1, D);
    begin.set(force, i * D);
    pullBack += (pull * force[0]!) / hub.length;
  }
  const A = keptInteraction(spec, s, {
    kept,
    strength: h,
    ...(associative && { anchor: { neuron: 0, weight: kept.size / 4 } }),
    hub: new Set(hub),
    contexts,
    away: middleOfWells * well + pullBack,
    pulls: new Map(pulls),
  });
  return {
    [amplitudePath(spec)!]: A,
    ...(well > 0 && { 'kuramoto.B': wellsOf(spec, new Set(hub), well) }),
    'start.s': begin,
    'coupling.alpha': Float64Array.of(largest / reached),
  };
}

/** B per edge of K, -well between the reference and each of the hub. */
function wellsOf({ oscillators }: SystemSpec, hub: ReadonlySet<number>, well: number): Float64Array {
  const { sources, targets } = oscillators!.graph;
  return Float64Array.from(sources, (i, e) => (i === 0 && hub.has(targets[e]!) ? -well : 0));
}

function axesFrom(first: number, end: number): number[] {
  return Array.from({ length: Math.max(0, end - first) }, (_, n) => first + n);
}
