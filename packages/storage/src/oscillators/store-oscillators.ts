import { NonFiniteError, ValueError } from '@hkmem/backend';
import { complete } from '@hkmem/coupling';
import { kuramoto } from '@hkmem/dynamics';
import { pairLaw } from '@hkmem/laws';
import { PatternError } from '../errors.ts';
import { lengthOf } from '../linear-algebra/kernels.ts';
import { checkedPatterns, type Patterns, requireBinary } from '../patterns/patterns.ts';
import { OscillatorMemory } from './oscillator-memory.ts';

/** How patterns are stored in oscillators. */
export interface OscillatorStoreOptions {
  /** D of the oscillators, at least 2; default 2. */
  readonly dimension?: number;
  /** h, factor of all interactions, above 0; default 1. */
  readonly strength?: number;
}

/** How patterns of two phases are stored. */
export interface PhaseStoreOptions extends OscillatorStoreOptions {
  /**
   * epsilon of the second harmonic -(h epsilon / N) sum over pairs of (s_i . s_j)^2, from 0; default 0.2. It draws every
   * oscillator to one of two opposite directions. Without it, patterns mix at no cost; from about 0.5 on an oscillator in the
   * wrong one of the two no longer leaves it, so that every state of two phases is a rest.
   */
  readonly harmonic?: number;
}

/**
 * Stores directions, [N D] each: the interaction of i and j is -(h / N) s_i . s_j sum_k p_i^k . p_j^k, a sum of outer
 * products. For D = 2 these are phases. A pattern is a rest as far as sum_j p_j p_j^T is a multiple of the unit matrix, and
 * the patterns do not overlap.
 * @throws {PatternError | NonFiniteError | DuplicatePatternError} on patterns that are no set, {ValueError} on options.
 */
export function storeDirections(patterns: Patterns, options: OscillatorStoreOptions = {}): OscillatorMemory {
  const { dimension: D = 2, strength = 1 } = options;
  checkOscillators(D, strength);
  const checked = checkedPatterns(patterns, false).map((pattern, k) => unitRowsOf(pattern, D, k));
  const N = checked[0]!.length / D;
  const spec = kuramoto(N, { dimension: D, graph: complete(N), interaction: 'linear' });
  return new OscillatorMemory({
    spec,
    parameterValues: { 'kuramoto.A': interactions(checked, D, strength) },
    patterns: checked,
  });
}

/**
 * Stores patterns of +1 and -1, [N] each, as two opposite phases of oscillators, with a second harmonic against mixing
 * (Nishikawa, Lai, Hoppensteadt 2004): psi = -(h / N) (r sum_k p_i p_j + epsilon r^2) at overlap r. Every pattern is a
 * rest exactly, and a minimum as long as epsilon outweighs what the others disturb.
 * @throws {PatternError | NonFiniteError | DuplicatePatternError} on patterns that are no set, {ValueError} on options.
 */
export function storePhases(patterns: Patterns, options: PhaseStoreOptions = {}): OscillatorMemory {
  const { dimension: D = 2, strength = 1, harmonic = 0.2 } = options;
  checkOscillators(D, strength);
  if (!(harmonic >= 0 && Number.isFinite(harmonic))) throw new ValueError('harmonic', harmonic, 'a number from 0');
  const signs = checkedPatterns(patterns, true);
  signs.forEach((pattern, k) => {
    requireBinary(pattern, k, 'storePhases');
  });
  const N = signs[0]!.length;
  const directions = signs.map((pattern) => {
    const s = new Float64Array(N * D);
    pattern.forEach((sign, i) => {
      s[i * D] = sign;
    });
    return s;
  });
  const law = pairLaw('A * r - B * r^2', { A: 'edge', B: { per: 'one', start: 0 } });
  const spec = kuramoto(N, { dimension: D, graph: complete(N), interaction: law });
  const parameterValues = {
    'kuramoto.A': interactions(directions, D, strength),
    'kuramoto.B': [(strength * harmonic) / N],
  };
  return new OscillatorMemory({ spec, parameterValues, patterns: directions });
}

function checkOscillators(dimension: number, strength: number): void {
  if (!Number.isInteger(dimension) || dimension < 2)
    throw new ValueError('dimension', dimension, 'a whole number from 2');
  if (!(strength > 0 && Number.isFinite(strength))) throw new ValueError('strength', strength, 'a number above 0');
}

/** -(h / N) sum_k p_i . p_j for every pair, in the order of the complete graph. */
function interactions(patterns: readonly Float64Array[], D: number, strength: number): Float64Array {
  const N = patterns[0]!.length / D;
  const values = new Float64Array((N * (N - 1)) / 2);
  for (const pattern of patterns) {
    for (let i = 0, e = 0; i < N; i++) {
      for (let j = i + 1; j < N; j++, e++) {
        for (let d = 0; d < D; d++) values[e]! -= (strength / N) * pattern[i * D + d]! * pattern[j * D + d]!;
      }
    }
  }
  return values;
}

function unitRowsOf(pattern: Float64Array, D: number, index: number): Float64Array {
  if (pattern.length % D !== 0 || pattern.length < 2 * D) {
    throw new PatternError(
      `pattern ${index}: got ${pattern.length} entries, allowed are ${D} for each of 2 oscillators or more.`,
    );
  }
  const unit = new Float64Array(pattern.length);
  for (let i = 0; i < pattern.length; i += D) {
    const length = lengthOf(pattern.subarray(i, i + D));
    if (length === 0)
      throw new PatternError(`pattern ${index}: oscillator ${i / D} has no direction, all its entries are 0.`);
    if (!Number.isFinite(length)) throw new NonFiniteError(`pattern ${index}`, i, length);
    for (let d = 0; d < D; d++) unit[i + d] = pattern[i + d]! / length;
  }
  return unit;
}
