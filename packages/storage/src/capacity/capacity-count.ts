/** What became of the patterns of a trial. */
export interface CapacityCount {
  /** P. */
  readonly patterns: number;
  /** How many were cued. */
  readonly tried: number;
  /** How many of these came back without a wrong sign. */
  readonly exact: number;
  /** With at most 5 % of their signs wrong. */
  readonly near: number;
  /** Mean share of wrong signs. */
  readonly wrong: number;
  /** Whether the rule found weights at all; if not, nothing was recalled. */
  readonly stored: boolean;
}
