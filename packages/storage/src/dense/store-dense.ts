import { UnknownNameError, ValueError } from '@hkmem/backend';
import { RuleError } from '../errors.ts';
import { checkedPatterns, type Patterns } from '../patterns/patterns.ts';
import { type DenseEnergyName, denseEnergyNames } from './dense-form.ts';
import { DenseLayers } from './dense-layers.ts';
import { checkDensePattern } from './dense-patterns.ts';

/** How patterns are stored in a dense memory. */
export interface DenseStoreOptions {
  /**
   * Energy with hidden units at rest, up to factors and constants. `polynomial`, the default: -sum_k relu(p_k . g)^n / n, of
   * patterns of +1 and -1. `log-sum-exp`: |x|^2 / 2 - (1/beta) log sum_k e^(beta p_k . x), of real patterns; one step is
   * attention. `log-sum-relu`: -(1/beta) log sum_k relu(1 - beta |g - p_k|^2 / 2) with g = x / |x| and p_k scaled to length
   * 1, of patterns of one length.
   */
  readonly energy?: DenseEnergyName;
  /** n of `polynomial`; a whole number from 3, default 3. */
  readonly degree?: number;
  /** Of `polynomial`: where a pattern alone comes to rest: at gain times itself, above 0; default 3. */
  readonly gain?: number;
  /**
   * beta of the others, above 0. Default of `log-sum-exp` 1. A pattern of `log-sum-relu` reaches as far as sqrt(2 / beta) on
   * the sphere; the default makes that half the least distance between patterns.
   */
  readonly inverseTemperature?: number;
  /** Store what the memory does not hold, to see what is forgotten. Default false. */
  readonly overload?: boolean;
}

/**
 * Stores patterns as weights between N units that show them and one hidden unit a pattern (Krotov, Hopfield 2021, arXiv
 * 2008.06996): with hidden units at rest the energy is that of a dense memory (Krotov, Hopfield 2016), of the modern Hopfield
 * memory (Ramsauer et al., arXiv 2008.02217), or log-sum-relu (Hoover et al., arXiv 2506.10801). Runs on any backend.
 * @throws {PatternError | NonFiniteError | DuplicatePatternError} on patterns that are no set, {ValueError | RuleError |
 * UnknownNameError} on options. @throws {CapacityError} if a pattern is not held, with a number that would be.
 */
export function storeDense(patterns: Patterns, options: DenseStoreOptions = {}): DenseLayers {
  const { energy = 'polynomial', degree, gain, inverseTemperature, overload = false } = options;
  if (!denseEnergyNames.includes(energy)) throw new UnknownNameError('energy', energy, denseEnergyNames);
  const foreign = energy === 'polynomial' ? { inverseTemperature } : { degree, gain };
  for (const [name, value] of Object.entries(foreign)) {
    if (value !== undefined)
      throw new RuleError(`${name}: got ${value}, the energy '${energy}' has none. Leave it out.`);
  }
  if (degree !== undefined && (!Number.isInteger(degree) || degree < 3))
    throw new ValueError('degree', degree, 'a whole number from 3');
  checkPositive('gain', gain);
  checkPositive('inverseTemperature', inverseTemperature);
  const checked = checkedPatterns(patterns, false);
  checked.forEach((pattern, k) => {
    checkDensePattern(energy, pattern, k, checked[0]!);
  });
  return new DenseLayers(checked, { energy, degree: degree ?? 3, gain: gain ?? 3, inverseTemperature, overload });
}

function checkPositive(name: string, value: number | undefined): void {
  if (value !== undefined && !(value > 0 && Number.isFinite(value)))
    throw new ValueError(name, value, 'a number above 0');
}
