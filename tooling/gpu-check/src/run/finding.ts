/** What a part of the check says of one thing: a test, a measurement, or why there is none. */
export interface Finding {
  /** What was looked at: a system, a row. */
  readonly what: string;
  /** `not run`: no time was left, or it would not fit; `values` or `text` say more. */
  readonly result: 'told' | 'passed' | 'failed' | 'measured' | 'not run';
  /** Numbers and words by the name of a column. */
  readonly values?: Readonly<Record<string, number | string>>;
  /** In words: what is wrong, or why it was not run. */
  readonly text?: string;
}

/** What a part found, and how it ended. */
export interface PartResult {
  readonly id: string;
  readonly title: string;
  readonly findings: readonly Finding[];
  /** Seconds that it took, and those that it had. */
  readonly seconds: number;
  readonly allotted: number;
  /** Whether it was ended because its time was over. */
  readonly outOfTime: boolean;
  /** The last words of a part that broke off; absent if it came to its end or its time was over. */
  readonly failure?: string;
}

/** Peaks that the card showed, for the model. */
export interface Peaks {
  /** Bytes a second between memory and processor. */
  readonly bytes: number;
  /** Floating-point operations a second. */
  readonly flops: number;
}
