import {
  type Backend,
  type Engine,
  type HostArray,
  type HostState,
  type ParameterValues,
  RandomKey,
  ShapeError,
  type SystemSpec,
  ValueError,
} from '@hkmem/backend';
import { complete } from '@hkmem/coupling';
import { hopfieldKuramoto, writeParameters } from '@hkmem/dynamics';
import { PatternError } from '../errors.ts';
import { lengthOf } from '../linear-algebra/kernels.ts';
import { type Match, matchSamples } from '../patterns/match.ts';
import { isBinary, type Patterns } from '../patterns/patterns.ts';
import { store } from '../threshold/store.ts';

/** How two sets of patterns are stored in one memory. */
export interface ContextOptions {
  /** How each set is stored; default `hebb`. */
  readonly rule?: 'hebb' | 'projection';
  /** Factor of the weights, above 0; default 3. */
  readonly gain?: number;
  /** D of the oscillators, at least 3; default 8. */
  readonly dimension?: number;
  /** kappaK, how hard oscillators hold their context against the pull of threshold units, above 0; default 100. */
  readonly stiffness?: number;
  /** Store more than the rule holds, to see what is forgotten. Default false. */
  readonly overload?: boolean;
  /** Of the directions of the second context; default 0. */
  readonly seed?: number;
}

/** Which of the two sets answers. */
export type Context = 0 | 1;

/**
 * Two sets of patterns in one Hopfield-Kuramoto memory: the oscillators are the context, and pick which set answers. In
 * context 0 all oscillators point alike, so every overlap r_ij is 1; in context 1 they point where `seed` says, with mean 0.
 * The weight between two units is W_ij + w_ij r_ij (a coupling of the kind `network`); with A and B the weights that a rule
 * gives either set, w = (A - B) / (1 - r) and W = A - w make it A in context 0 and B in context 1, exactly. Both contexts are
 * stored in the interactions of the oscillators, which so hold them.
 * @throws {PatternError | NonFiniteError | DuplicatePatternError | CapacityError} as `store`, {ValueError} on options.
 */
export function storeInContexts(first: Patterns, second: Patterns, options: ContextOptions = {}): ContextMemory {
  const { rule = 'hebb', gain = 3, dimension: D = 8, stiffness = 100, overload = false, seed = 0 } = options;
  if (!Number.isInteger(D) || D < 3) throw new ValueError('dimension', D, 'a whole number from 3');
  if (!(stiffness > 0 && Number.isFinite(stiffness))) throw new ValueError('stiffness', stiffness, 'a number above 0');
  const sets = [first, second].map((patterns) => store(patterns, { rule, gain, selfCoupling: false, overload }));
  const N = sets[0]!.spec.neurons;
  if (sets[1]!.spec.neurons !== N) {
    throw new PatternError(
      `second set: got patterns of ${sets[1]!.spec.neurons} entries, allowed is ${N}, as in the first.`,
    );
  }
  if (!sets.every(({ patterns }) => patterns.every(isBinary))) {
    throw new PatternError(
      'patterns: got real numbers, allowed in contexts are +1 and -1. Take the signs of the entries.',
    );
  }
  const contexts = [alike(N, D), spread(N, D, RandomKey.fromSeed(seed).fold('context'))] as const;
  const graph = complete(N);
  const spec = hopfieldKuramoto(
    N,
    { activation: 'tanh' },
    { dimension: D, graph, interaction: 'linear' },
    { kind: 'network', kappaK: stiffness },
  );
  const weights = sets[0]!.parameterValues['hopfield.weights'] as Float64Array;
  const other = sets[1]!.parameterValues['hopfield.weights'] as Float64Array;
  const [coupling, interaction] = [new Float64Array(graph.sources.length), new Float64Array(graph.sources.length)];
  graph.sources.forEach((i, e) => {
    const j = graph.targets[e]!;
    let overlap = 0;
    for (let d = 0; d < D; d++) overlap += contexts[1][i * D + d]! * contexts[1][j * D + d]!;
    const [at, back] = [i * N + j, j * N + i];
    const bound = (weights[at]! - other[at]!) / (1 - overlap);
    coupling[e] = bound;
    weights[at]! -= bound;
    weights[back]! -= bound;
    interaction[e] = -(1 + D * overlap) / N;
  });
  const parameterValues = {
    'hopfield.weights': weights,
    'hopfield.bias': new Float64Array(N),
    'kuramoto.A': interaction,
    'coupling.weights': coupling,
  };
  const patterns = sets.map((memory) => memory.patterns) as [readonly Float64Array[], readonly Float64Array[]];
  return new ContextMemory({ spec, parameterValues, contexts, patterns });
}

interface ContextMemoryParts {
  readonly spec: SystemSpec;
  readonly parameterValues: ParameterValues;
  readonly contexts: readonly [Float64Array, Float64Array];
  readonly patterns: readonly [readonly Float64Array[], readonly Float64Array[]];
}

/** Two sets of patterns in one memory. Made by `storeInContexts`. */
export class ContextMemory {
  /** Threshold units and oscillators, N each. */
  readonly spec: SystemSpec;
  /** Its parameters. */
  readonly parameterValues: ParameterValues;
  /** Directions s [N D] of the oscillators in each context. */
  readonly contexts: readonly [Float64Array, Float64Array];
  /** The patterns of each context; not to be changed. */
  readonly patterns: readonly [readonly Float64Array[], readonly Float64Array[]];

  /** @internal */
  constructor({ spec, parameterValues, contexts, patterns }: ContextMemoryParts) {
    this.spec = spec;
    this.parameterValues = parameterValues;
    this.contexts = contexts;
    this.patterns = patterns;
  }

  /** An engine that holds the memory. The caller disposes of it. */
  engine(backend: Backend): Engine {
    const engine = backend.createEngine(this.spec);
    writeParameters(engine, this.parameterValues);
    return engine;
  }

  /** States to start from: cues x [B, N], all oscillators in a context. @throws {ShapeError} */
  start(cues: HostArray, context: Context): HostState {
    const N = this.spec.neurons;
    if (cues.length === 0 || cues.length % N !== 0) {
      throw new ShapeError('cues', cues.length, N, 'Pass one cue or several of that many entries.');
    }
    const directions = this.contexts[context];
    const s = new Float64Array((cues.length / N) * directions.length);
    for (let at = 0; at < s.length; at += directions.length) s.set(directions, at);
    return { x: Float64Array.from(cues), s };
  }

  /** Which pattern of a context each sample of states x [B, N] is, and how sure that is. @throws {ShapeError} */
  match(states: HostArray, context: Context): Match[] {
    return matchSamples(this.patterns[context], states, { binary: true, opposites: true });
  }
}

/** All rows e_1. */
function alike(N: number, D: number): Float64Array {
  return Float64Array.from({ length: N * D }, (_, n) => (n % D === 0 ? 1 : 0));
}

/** Random rows of length 1 whose mean is 0. */
function spread(N: number, D: number, key: RandomKey): Float64Array {
  const s = key.normal(N * D);
  for (let round = 0; round < 100; round++) {
    for (let i = 0; i < N; i++) {
      const row = s.subarray(i * D, (i + 1) * D);
      const length = lengthOf(row);
      for (let d = 0; d < D; d++) row[d]! /= length;
    }
    if (round === 99) break;
    for (let d = 0; d < D; d++) {
      let mean = 0;
      for (let i = 0; i < N; i++) mean += s[i * D + d]! / N;
      for (let i = 0; i < N; i++) s[i * D + d]! -= mean;
    }
  }
  return s;
}
