import type { Finding } from '../run/finding.ts';
import { type ProcessSettings, runInProcess } from '../run/run-part.ts';

/** One system at one batch: its update and its recall, in a process of their own. */
export interface RowTask {
  readonly kind: 'hopfield' | 'coupled';
  readonly neurons: number;
  readonly batch: number;
}

/** What stands in a row's table. */
export const rowColumns: readonly string[] = [
  ...['median ms', 'least ms', 'samples', 'first s', 'dispatches', 'of the model', 'dispatches/s'],
  ...['GB moved', 'GB/s', 'GFLOP/s', 'bound ms', 'of the bound', 'GB held'],
];

/** What a reader must know of the rows. */
export const rowNote: string =
  "The update and recall rows of `bench`: RK4 with 6 steps, 24 field evaluations; a coupled system has D = 6, k = 150. 'first' " +
  'includes compiling. Dispatches are counted; what they move (each buffer touched once a dispatch), compute and hold is the ' +
  'model (`costOfUpdate`), whose bound is the longer of bytes and operations of every dispatch at the peaks above, without what ' +
  "a dispatch costs to start. 'of the bound' is bound over median: 100 % would be all that the card can do.";

/** Small ones first, so that what fits is seen; rows of one system and N grow with B. */
export function rowTasks(short: boolean): readonly RowTask[] {
  if (short) return [{ kind: 'hopfield', neurons: 80, batch: 10 }];
  const kinds = ['hopfield', 'coupled'] as const;
  return [100, 1000, 10_000].flatMap((batch) =>
    [894, 4096].flatMap((neurons) => kinds.map((kind) => ({ kind, neurons, batch }))),
  );
}

/** `coupled, N = 894, B = 100`. */
export function titleOf({ kind, neurons, batch }: RowTask): string {
  return `${kind}, N = ${neurons}, B = ${batch}`;
}

/** Runs all rows, each with its share of what is left; one whose smaller batch had no time is not begun. */
export async function runRows(
  tasks: readonly RowTask[],
  settings: ProcessSettings,
  report: (finding: Finding) => void,
): Promise<void> {
  const end = performance.now() + 1000 * settings.seconds;
  const slow = new Set<string>();
  for (const [n, task] of tasks.entries()) {
    const what = titleOf(task);
    const system = `${task.kind} ${task.neurons}`;
    const left = (end - performance.now()) / 1000;
    const skipped = slow.has(system) ? 'a smaller batch had no time' : left < 2 ? 'no time was left' : undefined;
    if (skipped !== undefined) {
      report({ what, result: 'not run', text: skipped });
      continue;
    }
    // A row may take three times an even share, so that a slow one does not take it all.
    const seconds = Math.min(left, Math.max(8, (3 * left) / (tasks.length - n)));
    const given = { ...settings, seconds, task };
    const { findings, outOfTime, failure } = await runInProcess(['row'], given, report);
    if (outOfTime) {
      slow.add(system);
      const done = findings.length > 0 ? 'the rest was' : 'it was';
      report({ what, result: 'not run', text: `${done} ended after ${seconds.toFixed(0)} s` });
    } else if (failure !== undefined) report({ what, result: 'failed', text: failure });
  }
}
