import { HkmemError } from '@hkmem/backend';

/** A run folder or a file in it that cannot be written, read or trusted. */
export class RunFolderError extends HkmemError {}

/** Another process works in the run folder. */
export class RunInUseError extends RunFolderError {}

/** The device failed in a training; the message says what is kept. */
export class TrainingDeviceError extends HkmemError {
  /** Name of the backend that failed. */
  readonly backend: string;
  /** The update whose checkpoint is kept; undefined if the device failed before the first. */
  readonly update: number | undefined;

  constructor(message: string, backend: string, update: number | undefined, options?: ErrorOptions) {
    super(message, options);
    this.backend = backend;
    this.update = update;
  }
}

/** A process that runs cells for another was started by itself. */
export class NoParentError extends HkmemError {}

/** The work was asked to stop. */
export class InterruptedError extends HkmemError {
  /** Whether a checkpoint is kept in one run folder, to go on from there. */
  readonly resumable: boolean;

  constructor(message: string, resumable = false) {
    super(message);
    this.resumable = resumable;
  }
}

/** The address of a queue, or the place of a store, that cannot be understood. */
export class PlaceError extends HkmemError {}
