import {
  type Backend,
  checkOptions,
  type Engine,
  type HostArray,
  type HostState,
  type ParameterValues,
  ShapeError,
  type SystemSpec,
  ValueError,
} from '@hkmem/backend';
import { hopfield, writeParameters } from '@hkmem/dynamics';
import { type LagrangianLaw, lagrangian } from '@hkmem/laws';
import { type Match, matchSamples } from '../patterns/match.ts';
import { checkedPatterns, type Patterns, requireBinary } from '../patterns/patterns.ts';

/** How patterns are stored in a dense memory. */
export interface DenseStoreOptions {
  /** n of E = - sum over patterns p of relu(p . g)^n / n, up to a factor; a whole number from 3, default 3. */
  readonly degree?: number;
  /** Where a pattern alone comes to rest: at gain times itself, above 0; default 3. */
  readonly gain?: number;
}

const roles = { a: { per: 'layer', start: 1 }, b: { per: 'layer', start: 1 } } as const;

/**
 * Patterns of +1 and -1 as weights between N tanh units and one hidden unit a pattern (Krotov, Hopfield 2021): with hidden
 * units at rest the energy is that of the dense memory of degree n (Krotov, Hopfield 2016). A pattern alone is at rest at
 * gain times itself exactly. Runs on any backend that takes laws.
 * @throws {PatternError | NonFiniteError | DuplicatePatternError} on patterns that are no set, {ValueError} on options.
 */
export function storeDense(patterns: Patterns, options: DenseStoreOptions = {}): DenseLayers {
  checkOptions<DenseStoreOptions>('storeDense', options, {
    degree: 'optional',
    gain: 'optional',
  });
  const { degree = 3, gain = 3 } = options;
  if (!Number.isInteger(degree) || degree < 3) throw new ValueError('degree', degree, 'a whole number from 3');
  if (!(gain > 0 && Number.isFinite(gain))) throw new ValueError('gain', gain, 'a number above 0');
  const checked = checkedPatterns(patterns, false);
  checked.forEach((pattern, k) => {
    requireBinary(pattern, k, 'storeDense');
  });
  // tanh units where a is 1 and b is 0; hidden units where a is 0 and b is 1.
  const law = lagrangian(`a * logcosh(x) + b * relu(x)^${degree} / ${degree}`, roles);
  // c of x = c (c N tanh x)^(n-1) at x = gain.
  const factor = (gain / (checked[0]!.length * Math.tanh(gain)) ** (degree - 1)) ** (1 / degree);
  return new DenseLayers(checked, law, factor);
}

/** Patterns in the weights between two layers. Made by `storeDense`. */
export class DenseLayers {
  /** N units of the patterns, then one hidden unit a pattern. */
  readonly spec: SystemSpec;
  /** Its parameters: every pattern is a row of `hopfield.layers.0`. */
  readonly parameterValues: ParameterValues;
  /** The stored patterns, in order; not to be changed. */
  readonly patterns: readonly Float64Array[];
  readonly #factor: number;

  /** @internal */
  constructor(patterns: readonly Float64Array[], law: LagrangianLaw, factor: number) {
    const [N, count] = [patterns[0]!.length, patterns.length];
    this.patterns = patterns;
    this.#factor = factor;
    this.spec = hopfield(N + count, { activation: law, layers: [N, count] });
    const weights = new Float64Array(N * count);
    patterns.forEach((pattern, k) => {
      for (let i = 0; i < N; i++) weights[k * N + i] = factor * pattern[i]!;
    });
    this.parameterValues = {
      'hopfield.layers.0': weights,
      'hopfield.bias': new Float64Array(N + count),
      'hopfield.layers.0.a': [1],
      'hopfield.layers.0.b': [0],
      'hopfield.layers.1.a': [0],
      'hopfield.layers.1.b': [1],
    };
  }

  /** An engine that holds the memory. The caller disposes of it. */
  engine(backend: Backend): Engine {
    const engine = backend.createEngine(this.spec);
    writeParameters(engine, this.parameterValues);
    return engine;
  }

  /** States of both layers from cues x [B, N]: hidden units where the cue puts them. @throws {ShapeError} */
  start(cues: HostArray): HostState {
    const [N, count] = [this.patterns[0]!.length, this.patterns.length];
    if (cues.length === 0 || cues.length % N !== 0) {
      throw new ShapeError('cues', cues.length, N, 'Pass one cue or several of that many entries.');
    }
    const batch = cues.length / N;
    const x = new Float64Array(batch * (N + count));
    for (let b = 0; b < batch; b++) {
      const cue = cues.subarray(b * N, (b + 1) * N);
      x.set(cue, b * (N + count));
      this.patterns.forEach((pattern, k) => {
        const overlap = pattern.reduce((sum, entry, i) => sum + entry * Math.tanh(cue[i]!), 0);
        x[b * (N + count) + N + k] = this.#factor * overlap;
      });
    }
    return { x };
  }

  /** Which pattern each sample of states x [B, N + P] is, and how sure that is. @throws {ShapeError} */
  match(states: HostArray): Match[] {
    const size = this.spec.neurons;
    const N = this.patterns[0]!.length;
    if (states.length === 0 || states.length % size !== 0) {
      throw new ShapeError('states', states.length, size, 'Pass x of one sample or several, hidden units included.');
    }
    return Array.from({ length: states.length / size }).flatMap((_, b) => {
      return matchSamples(this.patterns, states.subarray(b * size, b * size + N), { binary: true, opposites: false });
    });
  }
}
