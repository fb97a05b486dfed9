import type { Series } from '@hkmem/view/protocol';
import { mostBytes } from './limits.ts';
import { finite, logLine } from './log-end.ts';
import { readInside } from './read-inside.ts';
import { cut } from './shown-settings.ts';

/** Points of the loss that are kept: once there are twice as many, two become one. */
const points = 1000;
const chunk = 1024 * 1024;

type Point = [update: number, value: number, seconds: number];

/** The curves of a log, read on from where it was read to; from its start once it was replaced or is shorter than it was. */
export class LogSeries {
  readonly #path: string;
  #inode = 0;
  #read = 0;
  #rest = '';
  #loss: Point[] = [];
  #every = 1;
  #sum = 0;
  #count = 0;
  #accuracy: Point[] = [];
  #seconds = 0;
  #processorSeconds = 0;
  #sessions: Series['sessions'][number][] = [];
  #notes: string[] = [];

  constructor(path: string) {
    this.#path = path;
  }

  /** Reads what has come since, and gives all that was seen. */
  async read(): Promise<Series> {
    const decoder = new TextDecoder();
    this.#notes = [];
    for (;;) {
      const part = await readInside(this.#path, { atMost: chunk, from: this.#read, inPart: true });
      if (part.bytes === undefined) {
        if (!part.missing) this.#notes = [`log.jsonl: ${part.reason}`];
        break;
      }
      if (part.inode !== this.#inode || part.size < this.#read) {
        const begun = this.#read > 0;
        this.#restart(part.inode);
        if (begun) continue;
      }
      this.#read += part.bytes.length;
      this.#take(decoder.decode(part.bytes, { stream: true }));
      if (this.#read >= mostBytes.log) {
        this.#notes = [`log.jsonl: its first ${mostBytes.log} bytes are shown, of ${part.size}`];
        break;
      }
      if (part.bytes.length < chunk) break;
    }
    return {
      loss: this.#count === 0 ? this.#loss : [...this.#loss, this.#open()],
      every: this.#every,
      accuracy: this.#accuracy,
      seconds: this.#seconds,
      processorSeconds: this.#processorSeconds,
      sessions: this.#sessions,
      notes: this.#notes,
    };
  }

  #restart(inode: number): void {
    this.#inode = inode;
    [this.#read, this.#rest, this.#every, this.#sum, this.#count] = [0, '', 1, 0, 0];
    [this.#loss, this.#accuracy, this.#sessions] = [[], [], []];
    [this.#seconds, this.#processorSeconds] = [0, 0];
  }

  #last = 0;

  #open(): Point {
    return [this.#last, this.#sum / this.#count, this.#seconds];
  }

  #take(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop()!.slice(0, 128 * 1024);
    for (const line of lines) this.#line(logLine(line));
  }

  #line(line: Readonly<Record<string, unknown>> | undefined): void {
    if (line === undefined) return;
    const update = finite(line['update']);
    if (line['kind'] === 'session') {
      this.#session(line);
    } else if (line['kind'] === 'accuracy') {
      const accuracy = finite(line['accuracy']);
      if (update !== undefined && accuracy !== undefined && this.#accuracy.length < 20_000) {
        this.#accuracy.push([update, accuracy, this.#seconds]);
      }
    } else if (line['kind'] === 'update' && update !== undefined) {
      this.#seconds += finite(line['seconds']) ?? 0;
      this.#processorSeconds += finite(line['processorSeconds']) ?? 0;
      this.#add(update, finite(line['loss']));
    }
  }

  #session({ time, from, backend, threads }: Readonly<Record<string, unknown>>): void {
    if (this.#sessions.length >= 200) return;
    this.#sessions.push({
      time: cut(String(time)),
      from: finite(from) ?? 0,
      backend: cut(String(backend)),
      threads: finite(threads) ?? 0,
    });
  }

  #add(update: number, loss: number | undefined): void {
    if (loss === undefined) return;
    this.#last = update;
    this.#sum += loss;
    this.#count++;
    if (this.#count < this.#every) return;
    this.#loss.push(this.#open());
    [this.#sum, this.#count] = [0, 0];
    if (this.#loss.length < 2 * points) return;
    this.#loss = this.#loss.flatMap((_, n): Point[] => {
      if (n % 2 === 0) return [];
      const [at, second, seconds] = this.#loss[n]!;
      return [[at, (this.#loss[n - 1]![1] + second) / 2, seconds]];
    });
    this.#every *= 2;
  }
}
