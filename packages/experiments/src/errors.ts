import { HkmemError, ValueError } from '@hkmem/backend';

/** A configuration that does not hold together; names every setting at fault. */
export class ConfigError extends HkmemError {
  /** What the settings came from: a file's name or `settings`; undefined if every problem says where it came from. */
  readonly source: string | undefined;
  /** What is wrong, one sentence for each setting at fault. */
  readonly problems: readonly string[];

  constructor(source: string | undefined, problems: readonly string[]) {
    const list = problems.length === 1 ? problems[0]! : problems.join('\n  ');
    super(source === undefined ? list : `${source}:${problems.length === 1 ? ' ' : '\n  '}${list}`);
    this.source = source;
    this.problems = problems;
  }
}

/** An input file that is not there or not of its form. */
export class InputFileError extends HkmemError {
  /** The file. */
  readonly path: string;

  constructor(path: string, problem: string, options?: ErrorOptions) {
    super(`'${path}': ${problem}`, options);
    this.path = path;
  }
}

/** A weights file of whose memory nothing says how it was made: its settings are missing. */
export class UnknownOriginError extends InputFileError {
  constructor(path: string) {
    super(path, 'it has no settings of a run. Give it some when it is converted, or train the memory anew.');
  }
}

/** A memory that cannot be the base of an edit: edited already, or trained as a whole. */
export class NotEditableError extends ValueError {
  constructor(task: string) {
    super('base memory', `a memory of the task '${task}'`, "one of the task 'base'");
  }
}

/** An interaction that cannot keep the start of oscillators: no parameter per edge stands before r alone. */
export class UnrememberedStartError extends ValueError {
  constructor() {
    super('oscillators.memory', 'an interaction without a term A r', "one with a term 'A * r', A a parameter per edge");
  }
}
