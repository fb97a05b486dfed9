import type { Backend, Engine, HostArray, ParameterValues, SystemSpec } from '@hkmem/backend';
import { hopfield, writeParameters } from '@hkmem/dynamics';
import { checkWhole } from '../check-numbers.ts';
import { CapacityError, RuleError } from '../errors.ts';
import { lengthOf, product } from '../linear-algebra/kernels.ts';
import { type Match, matchSamples } from '../patterns/match.ts';
import { checkedPattern, isBinary, requireBinary } from '../patterns/patterns.ts';
import { perceptronHolds } from './perceptron.ts';
import type { ThresholdRuleName, WeightRule } from './rule.ts';
import { settle } from './zero-temperature.ts';

/** What a memory was made with. */
export interface ThresholdMemoryParts {
  readonly rule: WeightRule;
  readonly name: ThresholdRuleName;
  readonly patterns: Float64Array[];
  readonly gain: number;
  readonly overload: boolean;
}

/**
 * Random patterns of N units that a rule holds: N by projection, 1.2 N in trials by the perceptron, N / sqrt(2 ln N) by
 * Storkey's rule (Storkey 1997), 0.138 N by Hebb's (Amit, Gutfreund, Sompolinsky 1985).
 * @throws {ValueError} unless N is a whole number from 1.
 */
export function ruleHolds(name: ThresholdRuleName, neurons: number): number {
  checkWhole('neurons', neurons, 1);
  if (name === 'projection') return neurons;
  if (name === 'perceptron') return perceptronHolds(neurons);
  return Math.max(1, Math.floor(name === 'storkey' ? neurons / Math.sqrt(2 * Math.log(neurons)) : 0.138 * neurons));
}

/** Patterns stored in a Hopfield memory of threshold units. Made by `store`. */
export class ThresholdMemory {
  /** The rule. */
  readonly ruleName: ThresholdRuleName;
  /** Factor of W. */
  readonly gain: number;
  /** A system of N units: `tanh` for patterns of +1 and -1, `identity` for others. */
  readonly spec: SystemSpec;
  readonly #rule: WeightRule;
  readonly #patterns: Float64Array[];
  readonly #overload: boolean;
  readonly #binary: boolean;

  /** @internal */
  constructor({ rule, name, patterns, gain, overload }: ThresholdMemoryParts) {
    this.ruleName = name;
    this.gain = gain;
    this.#rule = rule;
    this.#patterns = patterns;
    this.#overload = overload;
    this.#binary = patterns.every(isBinary);
    this.spec = hopfield(patterns[0]!.length, { activation: this.#binary ? 'tanh' : 'identity' });
    if (!overload) this.#refuseLost();
  }

  /** The stored patterns, in order; not to be changed. */
  get patterns(): readonly Float64Array[] {
    return this.#patterns;
  }

  /** Parameters of the system as the rule has them now: W = gain times the rule's weights, and no bias. */
  get parameterValues(): ParameterValues {
    const weights = this.#rule.weights().map((entry) => this.gain * entry);
    return { 'hopfield.weights': weights, 'hopfield.bias': new Float64Array(this.spec.neurons) };
  }

  /** An engine that holds the memory as it is now; what is added later, it does not know. The caller disposes of it. */
  engine(backend: Backend): Engine {
    const engine = backend.createEngine(this.spec);
    writeParameters(engine, this.parameterValues);
    return engine;
  }

  /**
   * Stores one more pattern.
   * @throws {CapacityError | DuplicatePatternError | PatternError | NonFiniteError} as `store`; the memory stays as it was.
   */
  add(pattern: ArrayLike<number>): void {
    const copy = checkedPattern(pattern, this.#patterns, true);
    if (this.#binary) requireBinary(copy, this.#patterns.length, 'a memory of patterns of +1 and -1');
    this.#rule.add(copy);
    this.#patterns.push(copy);
    if (this.#overload) return;
    try {
      this.#refuseLost();
    } catch (error) {
      this.#patterns.pop();
      this.#rule.undo();
      throw error;
    }
  }

  /**
   * Forgets a pattern; those after it move up by one.
   * @throws {RuleError} if the rule cannot, there is no such pattern, or it is the last one.
   */
  forget(index: number): void {
    if (this.#rule.forget === undefined) {
      throw new RuleError(
        `forget: the rule '${this.ruleName}' cannot take a pattern out again: what it added depends on what was stored ` +
          'before. Store the others anew, or take the rule hebb, projection or perceptron.',
      );
    }
    const count = this.#patterns.length;
    if (!Number.isInteger(index) || index < 0 || index >= count) {
      throw new RuleError(`forget: got pattern ${index}, stored are 0 to ${count - 1}.`);
    }
    if (count === 1) throw new RuleError('forget: got the only pattern that is stored. A memory holds at least one.');
    this.#rule.forget(index);
    this.#patterns.splice(index, 1);
  }

  /** Which pattern each sample of states x [B, N] is, and how sure that is. @throws {ShapeError} */
  match(states: HostArray): Match[] {
    return matchSamples(this.#patterns, states, { binary: this.#binary, opposites: true });
  }

  /**
   * Share of entries of each stored pattern that are lost when the memory starts from it: of signs where updates at zero
   * temperature end, or, of real patterns, by how much W p misses p, relative to p.
   */
  lost(): number[] {
    const weights = this.#rule.weights();
    return this.#patterns.map((pattern) => {
      if (!this.#binary) return missed(weights, pattern);
      const { signs } = settle(weights, pattern);
      return signs.reduce((wrong, sign, i) => wrong + (sign === pattern[i] ? 0 : 1), 0) / pattern.length;
    });
  }

  #refuseLost(): void {
    // Exact by construction, or real sums of outer products, which promise nothing.
    if (this.ruleName === 'projection' || this.ruleName === 'perceptron' || !this.#binary) return;
    const lost = this.lost().flatMap((share, k) => (share > 0.05 ? [k] : []));
    if (lost.length === 0) return;
    const N = this.spec.neurons;
    const holds = ruleHolds(this.ruleName, N);
    throw new CapacityError(
      `${this.#patterns.length} patterns for the rule '${this.ruleName}': ${lost.length} would be forgotten at once ` +
        `(pattern ${lost[0]} first). Of ${N} units it holds about ${holds} random patterns, fewer where they resemble each ` +
        `other. Take the rule 'projection', which holds up to ${N}, store fewer, or pass overload: true.`,
      holds,
    );
  }
}

function missed(weights: Float64Array, pattern: Float64Array): number {
  const held = product(weights, pattern);
  return lengthOf(held.map((entry, i) => entry - pattern[i]!)) / lengthOf(pattern);
}
