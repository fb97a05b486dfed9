import { HkmemError } from '@hkmem/backend';

/** A run folder or a file in it that cannot be written, read or trusted. */
export class RunFolderError extends HkmemError {}

/** A file or folder that cannot be written; what was there stays. */
export class UnwritableError extends RunFolderError {
  /** The file or folder. */
  readonly path: string;
  /** Whether another folder is the way out. */
  readonly elsewhere: boolean;

  constructor(path: string, message: string, elsewhere: boolean, options?: ErrorOptions) {
    super(message, options);
    this.path = path;
    this.elsewhere = elsewhere;
  }
}

/** A run was to go on and nothing of it is kept. */
export class NothingToResumeError extends RunFolderError {
  constructor(path: string, reason: string) {
    super(`nothing to resume: '${path}' ${reason}.`);
  }
}

/** A run folder holds the run of another configuration. */
export class OtherRunError extends RunFolderError {
  /** Every setting that differs, in words. */
  readonly differences: readonly string[];

  constructor(path: string, differences: readonly string[]) {
    super(
      `'${path}' holds a run of another configuration: ${differences.join('; ')}. Give the settings of that run, or begin another.`,
    );
    this.differences = differences;
  }
}

/** A checkpoint in a run folder that cannot be used; it is kept. */
export class DamagedCheckpointError extends RunFolderError {
  constructor(path: string, problem: string, options?: ErrorOptions) {
    super(`'${path}' cannot be used: ${problem} It may be cut short. Remove it, or begin anew.`, options);
  }
}

/** A file where the result of a cell should be and is not: cut short, changed, or of another cell. It is kept. */
export class DamagedResultError extends RunFolderError {
  /** The file. */
  readonly path: string;

  constructor(path: string, problem: string, options?: ErrorOptions) {
    super(
      `'${path}' is damaged: ${problem}. What it held is not known. Take it away to run the cell again, or put it back from a copy.`,
      options,
    );
    this.path = path;
  }
}

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
  /** What is kept, to go on from there: the checkpoint of one run, or the finished and begun cells of many. */
  readonly kept: 'nothing' | 'checkpoint' | 'cells';

  constructor(message: string, kept: 'nothing' | 'checkpoint' | 'cells' = 'nothing') {
    super(message);
    this.kept = kept;
  }
}

/** The address of a queue, or the place of a store, that cannot be understood. */
export class PlaceError extends HkmemError {
  /** Which of the two. */
  readonly of: 'queue' | 'store';
  /** What is wrong with it and what is allowed; it holds no password. */
  readonly problem: string;

  constructor(of: 'queue' | 'store', problem: string) {
    super(`${of}: ${problem}`);
    this.of = of;
    this.problem = problem;
  }
}

/** Images of one's own that are not at hand, or are others than those that a run is known by. */
export class OtherImagesError extends HkmemError {
  /** By which the run knows its images. */
  readonly expected: string;

  constructor(name: string, found: { readonly directory: string; readonly found: string } | undefined) {
    super(
      found === undefined
        ? `the images '${name}' are of a folder that was not given.`
        : `'${found.directory}' holds the images '${found.found}', the run is of '${name}'. Give the folder that it was begun with.`,
    );
    this.expected = name;
  }
}
