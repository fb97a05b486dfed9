import type { ProgressMessage } from '../session/forward-progress.ts';
import { secondsLeft } from './seconds-left.ts';

/** A cell at work. */
export interface RunningCell {
  /** Of the cell. */
  readonly id: string;
  /** Of the cell. */
  readonly kind: string;
  /** Seconds since it was begun or gone on with. */
  readonly seconds: number;
  /** Share that is done, and that was done when it was begun or gone on with. */
  readonly share: number;
  /** Share that was done when it was begun or gone on with. */
  readonly firstShare: number;
  /** Its latest step. */
  readonly step?: ProgressMessage;
}

/** How far a set of cells is. */
export interface SweepProgress {
  /** Cells. */
  readonly total: number;
  /** Cells with a result. */
  readonly done: number;
  /** Cells that will have none. */
  readonly failed: number;
  /** Cells at work. */
  readonly running: readonly RunningCell[];
  /** Until all is done, undefined while nothing is known. */
  readonly secondsLeft: number | undefined;
}

/** Share of a cell's time that its training is taken for, the rest being its evaluation. */
const trainingShare = 0.9;

/** The share of a cell that is done, by its latest step; `before` is what it was, which it never falls below. */
export function shareDone({ done, total, unit }: ProgressMessage, before: number): number {
  const part = total > 0 ? Math.min(1, done / total) : 0;
  const share = unit === 'updates' ? trainingShare * part : trainingShare + (1 - trainingShare) * part;
  return Math.min(0.999, Math.max(before, share));
}

/** Keeps count of cells as they go. */
export class PoolCount {
  readonly #kinds: ReadonlyMap<string, string>;
  readonly #parallel: number;
  readonly #now: () => number;
  readonly #running = new Map<
    string,
    { readonly start: number; share: number; firstShare: number | undefined; step?: ProgressMessage }
  >();
  readonly #settled = new Set<string>();
  readonly #times: { readonly kind: string; readonly seconds: number }[] = [];
  #failed = 0;

  /** @param kinds the kind of every cell, by id. @param now a clock in milliseconds. */
  constructor(kinds: ReadonlyMap<string, string>, parallel: number, now: () => number = () => performance.now()) {
    this.#kinds = kinds;
    this.#parallel = parallel;
    this.#now = now;
  }

  begin(id: string): void {
    this.#running.set(id, { start: this.#now(), share: 0, firstShare: undefined });
  }

  step(id: string, step: ProgressMessage): void {
    const cell = this.#running.get(id);
    if (cell === undefined) return;
    cell.share = shareDone(step, cell.share);
    cell.firstShare ??= cell.share;
    cell.step = step;
  }

  giveBack(id: string): void {
    this.#running.delete(id);
  }

  /** Tells that a cell is done; `found` if it was so before. */
  finish(id: string, found: boolean): void {
    const cell = this.#running.get(id);
    if (cell !== undefined && !found && (cell.firstShare ?? 0) < 0.01) {
      this.#times.push({ kind: this.#kinds.get(id) ?? '', seconds: (this.#now() - cell.start) / 1000 });
    }
    this.#running.delete(id);
    this.#settled.add(id);
  }

  fail(id: string): void {
    this.#running.delete(id);
    this.#settled.add(id);
    this.#failed++;
  }

  get now(): SweepProgress {
    const running = [...this.#running].map(
      ([id, { start, share, firstShare = 0, step }]): RunningCell => ({
        id,
        kind: this.#kinds.get(id) ?? '',
        seconds: (this.#now() - start) / 1000,
        share,
        firstShare,
        ...(step && { step }),
      }),
    );
    const waiting = [...this.#kinds].flatMap(([id, kind]) =>
      this.#settled.has(id) || this.#running.has(id) ? [] : kind,
    );
    return {
      total: this.#kinds.size,
      done: this.#settled.size - this.#failed,
      failed: this.#failed,
      running,
      secondsLeft: secondsLeft({ finished: this.#times, running, waiting, parallel: this.#parallel }),
    };
  }
}
