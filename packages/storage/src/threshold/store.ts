import { UnknownNameError, ValueError } from '@hkmem/backend';
import { RuleError } from '../errors.ts';
import { checkedPatterns, isBinary, type Patterns, requireBinary } from '../patterns/patterns.ts';
import { HebbRule } from './hebb.ts';
import { type PerceptronOptions, PerceptronRule } from './perceptron.ts';
import { ProjectionRule } from './projection.ts';
import { type ThresholdRuleName, thresholdRuleNames, type WeightRule } from './rule.ts';
import { StorkeyRule } from './storkey.ts';
import { ThresholdMemory } from './threshold-memory.ts';

/** How patterns are stored. */
export interface StoreOptions {
  /** The rule. */
  readonly rule: ThresholdRuleName;
  /**
   * Factor of W. Default 3 for patterns of +1 and -1, whose `tanh` needs more than 1 to hold them, and 1 for others.
   */
  readonly gain?: number;
  /** Whether W keeps its diagonal: of `hebb` (default no) and `projection` (default yes). The others have none. */
  readonly selfCoupling?: boolean;
  /** Store more than the rule holds, to see what is forgotten. Default false. */
  readonly overload?: boolean;
  /** Of the rule `perceptron`. */
  readonly perceptron?: PerceptronOptions;
}

/**
 * Stores patterns of N entries each as the weights of N threshold units, without training. Patterns of +1 and -1 are rests
 * of the flow near a multiple of themselves: with `projection` exactly c p, where c = gain tanh c. Real-valued patterns are
 * taken by `hebb` and `projection`; with the latter each is a rest, as is every combination of them.
 * @throws {PatternError | NonFiniteError | DuplicatePatternError} on patterns that are no set. @throws {RuleError} on
 * options that the rule has not. @throws {CapacityError} if the rule does not hold so many, with the number that it holds.
 */
export function store(patterns: Patterns, options: StoreOptions): ThresholdMemory {
  const { rule: name, overload = false } = options;
  if (!thresholdRuleNames.includes(name)) throw new UnknownNameError('rule', name, thresholdRuleNames);
  const checked = checkedPatterns(patterns, true);
  const binary = checked.every(isBinary);
  const { gain = binary ? 3 : 1 } = options;
  if (!(gain > 0 && gain < Number.POSITIVE_INFINITY)) throw new ValueError('gain', gain, 'a number above 0');
  return new ThresholdMemory({ rule: ruleOf(checked, options), name, patterns: checked, gain, overload });
}

function ruleOf(patterns: readonly Float64Array[], options: StoreOptions): WeightRule {
  const { rule, selfCoupling, perceptron } = options;
  const N = patterns[0]!.length;
  const binaryOnly = rule === 'storkey' || rule === 'perceptron';
  if (binaryOnly && selfCoupling !== undefined) {
    throw new RuleError(`selfCoupling: the rule '${rule}' has no diagonal, allowed is it for 'hebb' and 'projection'.`);
  }
  if (perceptron !== undefined && rule !== 'perceptron') {
    throw new RuleError(`perceptron: got its options with the rule '${rule}'. Leave them out.`);
  }
  if (binaryOnly) {
    patterns.forEach((pattern, k) => {
      requireBinary(pattern, k, `the rule '${rule}'`);
    });
  }
  switch (rule) {
    case 'hebb':
      return new HebbRule(patterns, N, selfCoupling ?? false);
    case 'projection':
      return new ProjectionRule(patterns, N, selfCoupling ?? true);
    case 'storkey':
      return new StorkeyRule(patterns, N);
    case 'perceptron':
      return new PerceptronRule(patterns, N, perceptron);
  }
}
