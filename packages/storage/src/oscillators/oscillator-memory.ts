import {
  type Backend,
  type Engine,
  type HostArray,
  type ParameterValues,
  ShapeError,
  type SystemSpec,
} from '@hkmem/backend';
import { singularValues } from '@hkmem/coupling';
import { writeParameters } from '@hkmem/dynamics';
import { chanceOfOverlap } from './chance-of-overlap.ts';

/** Which stored pattern a state of oscillators is. */
export interface OscillatorMatch {
  /** The pattern that agrees best. */
  readonly index: number;
  /**
   * How well, from 0 to 1, whatever rotation or reflection lies between: the sum of the singular values of
   * (1/N) sum_i p_i s_i^T. 1 is the pattern itself.
   */
  readonly overlap: number;
  /** The same of the next best pattern; 0 if there is none. */
  readonly runnerUp: number;
  /** The chance that random directions would overlap as much with one of the patterns. Near 1: the state fits nothing. */
  readonly chance: number;
}

/** What a memory of oscillators is made of. */
export interface OscillatorMemoryParts {
  readonly spec: SystemSpec;
  readonly parameterValues: ParameterValues;
  /** Directions of every pattern, [N D] each, rows of length 1. */
  readonly patterns: readonly Float64Array[];
}

/** Patterns stored in the interactions of oscillators. Made by `storeDirections` or `storePhases`. */
export class OscillatorMemory {
  /** A system of N oscillators on the complete graph. */
  readonly spec: SystemSpec;
  /** Its parameters. */
  readonly parameterValues: ParameterValues;
  /** Directions of every pattern, [N D] each, rows of length 1: states to start from. */
  readonly patterns: readonly Float64Array[];

  /** @internal */
  constructor({ spec, parameterValues, patterns }: OscillatorMemoryParts) {
    this.spec = spec;
    this.parameterValues = parameterValues;
    this.patterns = patterns;
  }

  /** An engine that holds the memory. The caller disposes of it. */
  engine(backend: Backend): Engine {
    const engine = backend.createEngine(this.spec);
    writeParameters(engine, this.parameterValues);
    return engine;
  }

  /** Which pattern each sample of states s [B, N, D] is, up to a rotation or reflection common to all. @throws {ShapeError} */
  match(states: HostArray): OscillatorMatch[] {
    const size = this.spec.neurons * this.spec.oscillators!.dimension;
    if (states.length === 0 || states.length % size !== 0) {
      throw new ShapeError('states', states.length, size, 'Pass s of one sample or several of that many entries.');
    }
    return Array.from({ length: states.length / size }, (_, b) =>
      this.#match(states.subarray(b * size, (b + 1) * size)),
    );
  }

  #match(state: HostArray): OscillatorMatch {
    const D = this.spec.oscillators!.dimension;
    const overlaps = this.patterns.map((pattern) => rotationOverlap(pattern, state, D));
    const order = overlaps.map((_, k) => k).sort((a, b) => overlaps[b]! - overlaps[a]!);
    const overlap = overlaps[order[0]!]!;
    const chance = chanceOfOverlap(overlap, {
      neurons: this.spec.neurons,
      dimension: D,
      patterns: this.patterns.length,
    });
    return { index: order[0]!, overlap, runnerUp: overlaps[order[1] ?? -1] ?? 0, chance };
  }
}

/** The sum of the singular values of (1/N) sum_i p_i s_i^T, s_i taken as unit vectors. */
export function rotationOverlap(pattern: ArrayLike<number>, state: ArrayLike<number>, D: number): number {
  const N = pattern.length / D;
  const joint = new Float64Array(D * D);
  for (let i = 0; i < N; i++) {
    let square = 0;
    for (let d = 0; d < D; d++) square += state[i * D + d]! ** 2;
    for (let a = 0; a < D; a++) {
      for (let d = 0; d < D; d++) {
        joint[a * D + d]! += (pattern[i * D + a]! * state[i * D + d]!) / (N * Math.sqrt(square));
      }
    }
  }
  return singularValues(joint, D).reduce((sum, value) => sum + value, 0);
}
