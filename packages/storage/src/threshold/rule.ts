/** A set of patterns as the weights of threshold units. Patterns are given checked and in order. */
export interface WeightRule {
  /** W [N, N], symmetric, at gain 1: W pattern is about pattern. A new array. */
  weights(): Float64Array;
  /** Stores one more. */
  add(pattern: Float64Array): void;
  /** Takes the last `add` back, once. */
  undo(): void;
  /** Forgets pattern `index`; those after it move up. Absent where the rule cannot. */
  forget?(index: number): void;
}

/** Names of rules for threshold units. */
export const thresholdRuleNames = ['hebb', 'projection', 'storkey', 'perceptron'] as const;
/** A name of a rule for threshold units. */
export type ThresholdRuleName = (typeof thresholdRuleNames)[number];
