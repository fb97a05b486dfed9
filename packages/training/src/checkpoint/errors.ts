import { HkmemError } from '@hkmem/backend';

/** A file or value that is no checkpoint of this software, or does not hold together. */
export class CheckpointError extends HkmemError {
  constructor(problem: string, options?: ErrorOptions) {
    super(`checkpoint: ${problem}`, options);
  }
}

/** One field in which two configurations differ. */
export interface FieldDifference {
  /** Path of the field, such as `flow.steps`; `configuration` for the whole. */
  readonly field: string;
  /** JSON of the value in the checkpoint, `absent` where there is none. */
  readonly got: string;
  /** JSON of the value that was expected, `absent` where there is none. */
  readonly expected: string;
}

/** A checkpoint of another configuration. */
export class CheckpointMismatchError extends HkmemError {
  /** Every field that differs. */
  readonly differences: readonly FieldDifference[];

  constructor(differences: readonly FieldDifference[]) {
    const lines = differences.map(({ field, got, expected }) => `${field}: got ${got}, expected ${expected}`);
    super(
      `checkpoint: it is of another configuration (${lines.join('; ')}). ` +
        'Use the configuration it was made with, or start anew in another place.',
    );
    this.differences = differences;
  }
}
