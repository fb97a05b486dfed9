import { measureInterleaved, type Work } from '../measure/interleave.ts';
import { type Summary, summarise } from '../measure/statistics.ts';
import type { ComparedWork } from './rows.ts';
import type { Maker } from './subjects.ts';

/** One way to do the works: how engines are made, and of which problems. */
export interface Way {
  readonly make: Maker;
  readonly works: readonly ComparedWork[];
}

/** How the processor time of one way is to that of the other. */
export interface Comparison {
  readonly title: string;
  /** Milliseconds of processor time, medians. */
  readonly times: readonly [of: number, against: number];
  /** Of the ratios, round by round. */
  readonly ratio: Summary;
}

/** How often to measure. */
export interface ComparisonOptions {
  readonly batch: number;
  readonly rounds: number;
  readonly warmUp: number;
  /** Milliseconds of processor time that a sample lasts at least. */
  readonly leastSample: number;
  readonly onRow?: (title: string) => void;
}

/** Milliseconds of processor time of this process, all its threads together. */
export function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/**
 * Compares the works of two ways, one after the other, in turn within each: other programs take time from both, and none of
 * what is taken is counted. A ratio is that of neighbouring samples.
 */
export async function compared(of: Way, against: Way, options: ComparisonOptions): Promise<readonly Comparison[]> {
  const { batch, rounds, warmUp, leastSample, onRow } = options;
  const found: Comparison[] = [];
  for (const [n, work] of of.works.entries()) {
    onRow?.(work.title);
    const benches = [of, against].map(({ make, works }) => make(works[n]!.problem, batch, works[n]!.trainable));
    const ids = ['of', 'against'];
    const works: Work[] = ids.map((id, side) => ({
      id,
      run: () => [of, against][side]!.works[n]!.run(benches[side]!),
    }));
    const samples = await measureInterleaved(works, { rounds, warmUp, leastSample, clock: processorTime });
    const [a, b] = ids.map((id) => samples.get(id)!) as [readonly number[], readonly number[]];
    const ratio = summarise(a.map((time, round) => time / b[round]!));
    found.push({ title: work.title, times: [summarise(a).median, summarise(b).median], ratio });
    for (const { engine } of benches) engine.dispose();
  }
  return found;
}
