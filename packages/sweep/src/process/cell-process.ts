import { type ChildProcess, fork } from 'node:child_process';
import { HkmemError } from '@hkmem/backend';
import type { Cell, CellResult } from '@hkmem/experiments';
import type { ProgressMessage } from '../session/forward-progress.ts';
import type { CellOrder, CellReport, FailureReason } from './messages.ts';
import { type CellProgram, ownProgram } from './program-file.ts';

/** How a process that runs cells works. */
export interface CellProcessOptions {
  readonly backend: string;
  /** Threads of the backend. */
  readonly workers: number;
  readonly dataDirectory?: string | undefined;
  /** What of the environment it sees; that of this process if absent. What opens a queue or a store is left out. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
  /** What runs in it; a program that writes no reports if absent. */
  readonly program?: CellProgram | undefined;
}

/** A cell that has no result, with what to do about it. */
export class CellFailedError extends HkmemError {
  readonly reason: FailureReason;

  constructor(reason: FailureReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

/** The backend that cells are to run on does not work on this machine. */
export class UnableError extends HkmemError {}

interface Work {
  readonly onProgress: (step: ProgressMessage) => void;
  readonly resolve: (result: CellResult) => void;
  readonly reject: (error: HkmemError) => void;
}

/** Characters of the end of standard error that are kept for messages. */
const keptOutput = 2000;

/** A process that runs cells one at a time, apart from the event loop of this one. */
export class CellProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #work: Work | undefined;
  #output = '';
  #ready = false;
  #gone: HkmemError | undefined;

  constructor({
    backend,
    workers,
    dataDirectory,
    environment = process.env,
    program = ownProgram(),
  }: CellProcessOptions) {
    const more = dataDirectory === undefined ? [] : ['--data-dir', dataDirectory];
    const settings = ['--backend', backend, '--workers', String(workers), ...more];
    this.#child = fork(program.file, [...program.arguments, ...settings], {
      execArgv: [],
      env: withoutSecrets(environment),
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child.stderr?.on('data', (text: Buffer) => {
      this.#output = `${this.#output}${text.toString()}`.slice(-keptOutput);
    });
    this.#child.on('message', (message) => this.#hear(message as CellReport));
    this.#ended = new Promise((resolve) => {
      this.#child.on('error', (error) => {
        this.#lose(new UnableError(`cannot start a process for cells: ${error.message}.`));
        resolve();
      });
      this.#child.on('close', (code, signal) => {
        const how = signal === null ? `with code ${code}` : `by ${signal}`;
        const said = this.#output.trim();
        const message = `the process of the cell ended ${how}${said === '' ? '.' : `, after: ${said}`}`;
        // One that ends by itself before it can run a cell will do so again.
        const able = this.#ready || signal !== null;
        this.#lose(able ? new CellFailedError('passing', message) : new UnableError(message));
        resolve();
      });
    });
  }

  /** Whether it can take another cell. */
  get usable(): boolean {
    return this.#gone === undefined && this.#child.connected;
  }

  /**
   * Runs one cell in folders under `root`. @throws {CellFailedError} saying what to do about it.
   * @throws {UnableError} if the process cannot run cells at all.
   */
  run(root: string, cell: Cell, onProgress: (step: ProgressMessage) => void): Promise<CellResult> {
    return new Promise((resolve, reject) => {
      this.#work = { onProgress, resolve, reject };
      if (this.#gone !== undefined) this.#settle(({ reject: fail }) => fail(this.#gone!));
      else this.#tell({ kind: 'run', root, cell });
    });
  }

  /** Asks to stop the cell at work at a checkpoint; its `run` then fails with the reason `stopped`. */
  stop(): void {
    this.#tell({ kind: 'stop' });
  }

  /** Ends the process, after a checkpoint if it is at work. */
  async end(): Promise<void> {
    this.#tell({ kind: 'end' });
    await this.#ended;
  }

  #tell(order: CellOrder): void {
    // A process that is gone says so by its 'close'.
    if (this.#child.connected) this.#child.send(order, () => {});
  }

  #hear(report: CellReport): void {
    if (report.kind === 'ready') this.#ready = true;
    else if (report.kind === 'progress') this.#work?.onProgress(report.step);
    else if (report.kind === 'result') this.#settle(({ resolve }) => resolve(report.result));
    else if (report.kind === 'failure') {
      this.#settle(({ reject }) => reject(new CellFailedError(report.reason, report.message)));
    } else if (report.kind === 'unable') {
      this.#gone = new UnableError(report.message);
      this.#settle(({ reject }) => reject(this.#gone!));
    }
  }

  #lose(error: HkmemError): void {
    this.#gone ??= error;
    this.#settle(({ reject }) => reject(this.#gone!));
  }

  #settle(how: (work: Work) => void): void {
    const work = this.#work;
    this.#work = undefined;
    if (work !== undefined) how(work);
  }
}

/** The environment without what opens a queue or a store. */
function withoutSecrets(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept = Object.entries(environment).filter(([name]) => !/^(HKMEM_QUEUE|HKMEM_STORE|AWS_)/.test(name));
  return Object.fromEntries(kept.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
