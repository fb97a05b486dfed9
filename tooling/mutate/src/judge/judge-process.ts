import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { KernelPart } from '../mutants/find-mutants.ts';
import type { Mutant } from '../mutants/mutant.ts';
import type { Answer } from './serve.ts';
import type { Verdict } from './verdict.ts';

/** A judge that cannot begin: without any fault the suite fails, or a device is missing. */
export class JudgeError extends Error {
  override readonly name = 'JudgeError';
}

/** Mutants after which a process is replaced, so that what each leaves behind does not add up. */
const mutantsPerProcess = 400;

/** Seconds that a judge may take to begin, and for one mutant at least. */
const [longestStart, shortestLimit] = [300, 30];

/** How much longer than the suite without faults a mutant may take. */
const slack = 10;

/** Judges mutants in a process of its own, which is ended when a fault makes it go on for ever. */
export class JudgeProcess {
  readonly #root: string;
  readonly #part: KernelPart;
  #child: ChildProcess | undefined;
  #limit = 0;
  #judged = 0;

  constructor(root: string, part: KernelPart) {
    this.#root = root;
    this.#part = part;
  }

  /** @throws {JudgeError} (rejects) if the suite fails without any fault. */
  async judge(mutant: Mutant): Promise<Verdict> {
    if (this.#judged >= mutantsPerProcess) this.close();
    this.#child ??= await this.#start();
    this.#judged++;
    const answer = await this.#ask(this.#child, this.#limit, mutant);
    if (answer === 'late' || answer === 'gone') {
      this.close();
      return { outcome: 'killed', by: answer === 'late' ? 'it went on for too long' : 'it ended the process' };
    }
    if (!('verdict' in answer)) throw new JudgeError(`${this.#part}: no verdict on ${mutant.id}`);
    return answer.verdict;
  }

  close(): void {
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
    this.#judged = 0;
  }

  async #start(): Promise<ChildProcess> {
    const program = fileURLToPath(new URL(`./judge-${this.#part}.ts`, import.meta.url));
    const child = fork(program, [], {
      cwd: this.#root,
      execArgv: [
        '--conditions=@hkmem/source',
        '--disable-warning=ExperimentalWarning',
        '--disable-warning=MaxListenersExceededWarning',
      ],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const before = performance.now();
    const answer = await this.#ask(child, longestStart);
    if (answer === 'late' || answer === 'gone' || !('ready' in answer)) {
      child.kill('SIGKILL');
      throw new JudgeError(
        `${this.#part}: ${typeof answer === 'object' && 'failed' in answer ? answer.failed : answer}`,
      );
    }
    this.#limit = Math.max(shortestLimit, (slack * (performance.now() - before)) / 1000);
    return child;
  }

  #ask(child: ChildProcess, seconds: number, mutant?: Mutant): Promise<Answer | 'late' | 'gone'> {
    return new Promise((resolve) => {
      const settle = (answer: Answer | 'late' | 'gone'): void => {
        clearTimeout(timer);
        child.removeAllListeners();
        resolve(answer);
      };
      const timer = setTimeout(settle, 1000 * seconds, 'late');
      child.on('message', (answer) => settle(answer as Answer));
      child.on('exit', () => settle('gone'));
      child.on('error', () => settle('gone'));
      if (mutant !== undefined) child.send(mutant);
    });
  }
}
