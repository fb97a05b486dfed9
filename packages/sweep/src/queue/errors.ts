import { HkmemError } from '@hkmem/backend';
import { plainText } from './redact.ts';

/** A queue that cannot be reached or used; its address is told without user and password. */
export class QueueError extends HkmemError {}

/** A store that cannot be read or written, or that holds something damaged. */
export class StoreError extends HkmemError {}

/** A job from the queue that is not what it should be; it is never run. */
export class RefusedJobError extends HkmemError {}

/** The queue holds cells of another version of hkmem, whose numbers would not be those of this one. */
export class OtherVersionError extends HkmemError {
  /** @param theirs as the queue tells it. */
  constructor(theirs: string, ours: string) {
    const other = plainText(theirs, 64);
    super(
      `the queue holds cells of hkmem ${other}, this is hkmem ${ours}, and both would not give the same numbers. ` +
        `Run hkmem ${other} here, or wait until those cells are done or cancelled.`,
    );
  }
}

/** A package that a queue or an S3 store needs is not installed; the message says how to install it. */
export class MissingPackageError extends HkmemError {}
