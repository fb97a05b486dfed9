import { HkmemError } from '@hkmem/backend';

/** Patterns that are no set of patterns: none at all, of different sizes, or of entries that the rule does not take. */
export class PatternError extends HkmemError {}

/** A pattern that is stored already, as it is, as its opposite, or as a combination of others. */
export class DuplicatePatternError extends HkmemError {}

/** More patterns than the rule holds. */
export class CapacityError extends HkmemError {
  /** How many patterns the rule holds at this size. */
  readonly holds: number;

  constructor(message: string, holds: number) {
    super(message);
    this.holds = holds;
  }
}

/** Something that a rule cannot do, such as to forget one pattern. */
export class RuleError extends HkmemError {}
