import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { type PeerArray, type PeerGradients, readArrays } from './problem.ts';

/** A peer did not answer in time. */
export class PeerTimeError extends Error {
  readonly seconds: number;
  constructor(seconds: number) {
    super(`more than ${seconds} s`);
    this.seconds = seconds;
  }
}

/** A peer takes more memory than it may. */
export class PeerMemoryError extends Error {}

/** A peer ended before it answered; says the last lines that it wrote. */
export class PeerEndedError extends Error {}

type Answer = { readonly milliseconds?: number; readonly versions?: Readonly<Record<string, string>> };

/** A program of a peer in a process of its own, which waits for requests on its standard input. */
export class PeerProcess {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #ended: Promise<unknown>;
  readonly #watch: NodeJS.Timeout;
  #said = '';
  #gigabytes = 0;
  #tooLarge: PeerMemoryError | undefined;

  /** Starts it; it is ended when it holds more than so many 10^9 bytes, where the system tells (Linux). */
  constructor(command: string, args: readonly string[], gigabytes: number) {
    this.#child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#watch = setInterval(() => this.#weigh(gigabytes), 500);
    this.#watch.unref();
    // A write to a process that has ended fails; the missing answer says so in words.
    this.#child.stdin!.on('error', () => {});
    this.#child.stderr!.on('data', (text) => {
      this.#said = `${this.#said}${text}`.slice(-2000);
    });
    this.#ended = new Promise((resolve) => {
      this.#child.once('error', (error) => {
        this.#said += error.message;
        resolve(undefined);
      });
      this.#child.once('close', resolve);
    });
    this.#lines = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]();
  }

  /** Versions, when the program is ready. @throws {PeerTimeError | PeerEndedError} (rejects), and ends the program. */
  async ready(seconds: number): Promise<Readonly<Record<string, string>>> {
    return (await this.#answer(seconds)).versions ?? {};
  }

  /** The loss and gradients with parameters as they stand, by way of files PATH.json and PATH.bin. */
  async gradients(path: string, seconds: number): Promise<PeerGradients> {
    this.#ask({ command: 'gradients', path });
    await this.#answer(seconds);
    const { loss, arrays } = JSON.parse(readFileSync(`${path}.json`, 'utf8')) as {
      readonly loss: number;
      readonly arrays: Parameters<typeof readArrays>[1];
    };
    const found: Readonly<Record<string, PeerArray>> = readArrays(`${path}.bin`, arrays);
    return { loss, arrays: found };
  }

  /** Milliseconds of one update: by the clock, and of the processor in all threads, 0 where the system does not tell. */
  async update(seconds: number): Promise<{ readonly clock: number; readonly processor: number }> {
    const before = this.#processorTime();
    this.#ask({ command: 'update' });
    const clock = (await this.#answer(seconds)).milliseconds!;
    return { clock, processor: this.#processorTime() - before };
  }

  /** The most that it held, in 10^9 bytes; 0 where the system does not tell. */
  get gigabytes(): number {
    return this.#gigabytes;
  }

  /** Ends the program; done when it has ended. */
  async end(): Promise<void> {
    this.#weigh(Number.POSITIVE_INFINITY);
    clearInterval(this.#watch);
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  /** Ticks of user and system time, of which Linux makes 100 a second. */
  #processorTime(): number {
    try {
      const fields = readFileSync(`/proc/${this.#child.pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
      return 10 * (Number(fields[11]) + Number(fields[12]));
    } catch {
      return 0;
    }
  }

  #weigh(most: number): void {
    let status: string;
    try {
      status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
    } catch {
      return;
    }
    const kilobytes = Number(/VmHWM:\s*(\d+)/.exec(status)?.[1] ?? 0);
    this.#gigabytes = Math.max(this.#gigabytes, (kilobytes * 1024) / 1e9);
    if (this.#gigabytes <= most || this.#tooLarge !== undefined) return;
    this.#tooLarge = new PeerMemoryError(`more than ${most} GB of memory`);
    this.#child.kill('SIGKILL');
  }

  #ask(request: object): void {
    this.#child.stdin!.write(`${JSON.stringify(request)}\n`);
  }

  async #answer(seconds: number): Promise<Answer> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(() => resolve('late'), 1000 * seconds);
    });
    try {
      for (;;) {
        const next = await Promise.race([this.#lines.next(), late]);
        if (next === 'late') {
          await this.end();
          throw new PeerTimeError(seconds);
        }
        if (next.done === true) {
          await this.#ended;
          if (this.#tooLarge !== undefined) throw this.#tooLarge;
          throw new PeerEndedError(`the program ended: ${lastLine(this.#said)}`);
        }
        // Libraries may print lines of their own.
        if (next.value.startsWith('{')) return JSON.parse(next.value) as Answer;
      }
    } finally {
      clearTimeout(timer);
    }
  }
}

/** The last line that names an error, or the last line. */
function lastLine(text: string): string {
  const lines = text.trim().split('\n');
  return (lines.findLast((line) => /\w*(Error|Exception)\b/.test(line)) ?? lines.at(-1)) || 'it said nothing';
}
