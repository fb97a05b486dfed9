import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Verdict } from '../kernels/verdict.ts';
import type { KernelPart } from '../mutants/find-mutants.ts';
import type { Mutant } from '../mutants/mutant.ts';
import type { Answer, Request } from './serve.ts';

/** A judge that cannot begin or go on: without any fault the suite fails, or a device is missing. */
export class JudgeError extends Error {
  override readonly name = 'JudgeError';
}

/** Mutants after which a process is replaced, so that what each leaves behind on a device does not add up. */
const mutantsPerProcess: Readonly<Record<KernelPart, number>> = { wasm: Number.POSITIVE_INFINITY, wgsl: 1000 };

/** Judges mutants in a process of its own, which ends itself when a fault makes it go on for ever, and is begun anew. */
export class JudgeProcess {
  readonly #root: string;
  readonly #part: KernelPart;
  #child: ChildProcess | undefined;
  #closed = false;

  constructor(root: string, part: KernelPart) {
    this.#root = root;
    this.#part = part;
  }

  /** Gives every verdict as it comes, in any order. @throws {JudgeError} (rejects) if the suite fails without any fault. */
  async judge(
    task: Request['task'],
    mutants: readonly Mutant[],
    tell: (mutant: Mutant, verdict: Verdict) => void,
  ): Promise<void> {
    const left = new Map(mutants.map((mutant) => [mutant.id, mutant]));
    const settle = (id: string, verdict: Verdict): void => {
      const mutant = left.get(id);
      left.delete(id);
      if (mutant !== undefined) tell(mutant, verdict);
    };
    while (left.size > 0 && !this.#closed) {
      const share = [...left.values()].slice(0, mutantsPerProcess[this.#part]);
      const end = await this.#answers({ task, mutants: share }, settle);
      this.#child?.kill('SIGKILL');
      if (this.#closed) return;
      if ('failed' in end) throw new JudgeError(`${this.#part}: ${end.failed}`);
      if ('last' in end) {
        if (end.last === undefined)
          throw new JudgeError(`${this.#part}: the process ended before any mutant was begun`);
        settle(end.last, { outcome: 'killed', by: end.late ? 'it went on for too long' : 'it ended the process' });
      } else {
        const forgotten = share.find(({ id }) => left.has(id));
        if (forgotten !== undefined) throw new JudgeError(`${this.#part}: no verdict on ${forgotten.id}`);
      }
    }
  }

  /** Ends it; what was not judged is left. */
  close(): void {
    this.#closed = true;
    this.#child?.kill('SIGKILL');
  }

  /** How one process ended: all was done, it cannot judge, or it was ended while it judged `last`. */
  #answers(
    request: Request,
    settle: (id: string, verdict: Verdict) => void,
  ): Promise<
    | { readonly done: true }
    | { readonly failed: string }
    | { readonly last: string | undefined; readonly late: boolean }
  > {
    const child = this.#start();
    return new Promise((resolve) => {
      let last: string | undefined;
      child.on('message', (answer: Answer) => {
        if ('ready' in answer) child.send(request);
        else if ('begun' in answer) last = answer.begun;
        else if ('verdict' in answer) {
          last = undefined;
          settle(answer.id, answer.verdict);
        } else resolve(answer);
      });
      // Its watchdog ends it by this signal.
      child.on('exit', (_, signal) => resolve({ last, late: signal === 'SIGKILL' }));
      child.on('error', () => resolve({ last, late: false }));
    });
  }

  #start(): ChildProcess {
    const program = fileURLToPath(new URL(`./judge-${this.#part}.ts`, import.meta.url));
    this.#child = fork(program, [], {
      cwd: this.#root,
      execArgv: [
        '--conditions=@hkmem/source',
        '--disable-warning=ExperimentalWarning',
        '--disable-warning=MaxListenersExceededWarning',
      ],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    return this.#child;
  }
}
