import { HkmemError } from '@hkmem/backend';

/** A command line that cannot be understood: exit code 2. */
export class UsageError extends HkmemError {}

/** A configuration that does not hold together; names every setting at fault. Exit code 2. */
export class ConfigError extends HkmemError {
  constructor(source: string, problems: readonly string[]) {
    const head = problems.every((problem) => problem.startsWith('--')) ? '' : `${source}: `;
    super(problems.length === 1 ? `${head}${problems[0]}` : `${head.trim()}\n  ${problems.join('\n  ')}`.trim());
  }
}

/** An input file that is not there or not of its form. Exit code 2. */
export class InputFileError extends HkmemError {
  constructor(path: string, problem: string, options?: ErrorOptions) {
    super(`'${path}': ${problem}`, options);
  }
}

/** A run folder or a file in it that cannot be written, read or trusted. Exit code 1. */
export class RunFolderError extends HkmemError {}

/** Another process works in the run folder. Exit code 1. */
export class RunInUseError extends RunFolderError {}

/** The device failed in a training; the message says what is kept and how to go on elsewhere. Exit code 1. */
export class TrainingDeviceError extends HkmemError {}

/** The user asked to stop. Exit code 130. */
export class InterruptedError extends HkmemError {}
