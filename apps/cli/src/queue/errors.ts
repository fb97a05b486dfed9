import { HkmemError } from '@hkmem/backend';

/** A queue that cannot be reached or used; its address is told without user and password. */
export class QueueError extends HkmemError {}

/** A store that cannot be read or written, or that holds something damaged. */
export class StoreError extends HkmemError {}

/** A job from the queue that is not what it should be; it is never run. */
export class RefusedJobError extends HkmemError {}

/** The queue holds cells of another version of hkmem, whose numbers would not be those of this one. */
export class OtherVersionError extends HkmemError {
  constructor(theirs: string, ours: string) {
    super(
      `the queue holds cells of hkmem ${theirs}, this is hkmem ${ours}, and both would not give the same numbers. ` +
        `Run hkmem ${theirs} here, or wait until those cells are done or cancelled.`,
    );
  }
}
