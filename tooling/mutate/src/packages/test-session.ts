import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Answer, MutantOrder, Order, Survey } from './messages.ts';

/** Tests of a package cannot be run, or fail without any fault. */
export class SessionError extends Error {
  override readonly name = 'SessionError';
}

/** Tests of a package in a process that stays, and is begun anew when a fault has ended it or made it go on for ever. */
export class TestSession {
  readonly #folder: string;
  readonly #file: string;
  #child: ChildProcess | undefined;
  #closed = false;

  /** `folder` is the package's; `file` is any file of its tests. */
  constructor(folder: string, file: string) {
    this.#folder = folder;
    this.#file = file;
  }

  /**
   * Runs all tests of these files without any fault; undefined if the session was closed meanwhile.
   * @throws {SessionError} (rejects) if one fails.
   */
  async survey(files: readonly string[]): Promise<Survey | undefined> {
    const answer = await this.#ask({ survey: files });
    if (this.#closed) return undefined;
    if (answer !== undefined && 'survey' in answer && answer.survey.failure === undefined) return answer.survey;
    const found = answer !== undefined && 'survey' in answer ? answer.survey.failure : 'the process ended';
    throw new SessionError(`${this.#folder}, without any fault: ${found}`);
  }

  /** What the first test says that fails, undefined if all pass. */
  async run(order: MutantOrder): Promise<string | undefined> {
    const answer = await this.#ask(order);
    if (answer !== undefined && 'failure' in answer) return answer.failure ?? undefined;
    this.#end();
    return answer !== undefined && 'endless' in answer ? answer.endless : 'it ended the process';
  }

  close(): void {
    this.#closed = true;
    this.#end();
  }

  #end(): void {
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
  }

  /** The answer to an order, or undefined if the process ended. */
  async #ask(order: Order): Promise<Answer | undefined> {
    if (this.#child === undefined) {
      const ready = await this.#next(() => this.#start());
      if (ready === undefined || !('ready' in ready)) {
        if (this.#closed) return undefined;
        throw new SessionError(`${this.#folder}: the process of the tests ended before it was ready.`);
      }
    }
    return this.#next(() => this.#child!.send(order));
  }

  #next(begin: () => void): Promise<Answer | undefined> {
    return new Promise((resolve) => {
      begin();
      const child = this.#child!;
      const done = (answer: Answer | undefined): void => {
        child.off('message', heard).off('exit', ended);
        if (answer === undefined) this.#child = undefined;
        resolve(answer);
      };
      const heard = (message: unknown): void => done(message as Answer);
      const ended = (): void => done(undefined);
      child.on('message', heard).on('exit', ended);
    });
  }

  #start(): void {
    const program = fileURLToPath(new URL('./serve-tests.ts', import.meta.url));
    this.#child = fork(program, [this.#file], {
      cwd: this.#folder,
      execArgv: ['--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
  }
}
