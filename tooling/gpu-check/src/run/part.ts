import type { Assets } from '../data/assets.ts';
import type { Finding, Peaks } from './finding.ts';

/** What a part gets when it runs, in a process of its own. */
export interface PartContext {
  readonly assets: Assets;
  /** Variant of the webgpu backend that names the adapter; the fastest one if absent. */
  readonly variant?: string;
  /** What the part that measures peaks found before; absent if it found none. */
  readonly peaks?: Peaks;
  /** Sizes and counts are small: for tests. */
  readonly short: boolean;
  /** Milliseconds until the part is ended from outside; it may go on no longer by itself. */
  remaining(): number;
  /** Tells what was found at once, so that it is kept if the part is ended. */
  report(finding: Finding): void;
}

/** One part of the check. */
export interface Part {
  readonly id: string;
  readonly title: string;
  /** Its share of the time that is left, against the shares of those that come after it. */
  readonly share: number;
  /** Columns of its table, names of `values`. */
  readonly columns: readonly string[];
  /** What a reader must know of the table. */
  readonly note: string;
  run(context: PartContext): Promise<void>;
}
