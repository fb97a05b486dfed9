import type { MeasuredRows } from '../measure/measure-rows.ts';
import { summarise } from '../measure/statistics.ts';
import { calibrationId, calibrationSubject } from '../rows/calibration.ts';
import type { Row } from '../rows/row.ts';
import { tfjsSubject } from '../rows/tfjs.ts';
import { atGoalPeak, type Goal, goals, judge } from './goals.ts';
import type { Calibration, GoalResult, MemoryResult, ProductRate, Ratio, RowResult } from './report.ts';

/** GFLOP/s of so many operations in so many milliseconds. */
export function gigaflops(operations: number, milliseconds: number): number {
  return operations / milliseconds / 1e6;
}

/** Results of one group, each held against the calibration and the tfjs rows of the same group. */
export function groupResults(group: string, { measured }: MeasuredRows): readonly RowResult[] {
  const medians = new Map(measured.map(({ row, samples }) => [`${row.id} ${row.subject}`, summarise(samples).median]));
  const peak = (row: Row): number | undefined => {
    const id = calibrationId(row.arithmetic);
    const loop = measured.find((other) => other.row.id === id)?.row;
    return loop && gigaflops(loop.operations!, medians.get(`${id} ${calibrationSubject}`)!);
  };
  return measured.map(({ row, samples }) => {
    const time = summarise(samples);
    const rate = row.operations === undefined ? undefined : gigaflops(row.operations, time.median);
    const best = peak(row);
    const ratios = (row.peers ?? []).flatMap((peer): Ratio[] => {
      const median = medians.get(`${peer} ${tfjsSubject}`);
      return median === undefined ? [] : [{ peer, times: median / time.median }];
    });
    const { id, title, subject, threads, note } = row;
    return {
      group,
      id,
      title,
      subject,
      threads,
      time,
      samples,
      ...(rate !== undefined && { gigaflops: rate }),
      ...(rate !== undefined && best !== undefined && { fractionOfPeak: rate / (best * threads) }),
      ratios,
      ...(note !== undefined && { note }),
    };
  });
}

/** The calibration rows among results. */
export function calibrations(rows: readonly RowResult[]): readonly Calibration[] {
  return rows
    .filter(({ subject }) => subject === calibrationSubject)
    .map(({ id, group, time, gigaflops: median = 0 }) => ({
      id,
      group,
      median,
      best: (median * time.median) / time.least,
    }));
}

/** The best rate of the matrix product of each subject. */
export function productRates(rows: readonly RowResult[]): readonly ProductRate[] {
  return rows
    .filter(({ id }) => id === 'hopfield-field' || id === 'tfjs-product')
    .map(({ subject, time, gigaflops: median = 0 }) => ({ subject, best: (median * time.median) / time.least }));
}

/** Every goal whose row was measured. */
export function goalResults(rows: readonly RowResult[], memory: readonly MemoryResult[]): readonly GoalResult[] {
  return goals.flatMap((goal): GoalResult[] => {
    const measured = [...rows, ...memory].find(({ id, subject }) => id === goal.id && subject === goal.subject);
    const value = measured && valueFor(goal, measured);
    if (measured === undefined || value === undefined) return [];
    const group = 'group' in measured ? measured.group : undefined;
    const peak = calibrations(rows).find((entry) => entry.group === group && entry.id === calibrationId('relaxed'));
    const scaled = atGoalPeak(goal.quantity, value, peak?.median);
    return [
      {
        title: measured.title,
        ...goal,
        value,
        verdict: judge(goal, value),
        ...(scaled !== undefined && { atGoalPeak: { value: scaled, verdict: judge(goal, scaled) } }),
      },
    ];
  });
}

function valueFor({ quantity, against }: Goal, measured: RowResult | MemoryResult): number | undefined {
  if ('megabytes' in measured) return measured.megabytes;
  if (quantity === 'milliseconds') return measured.time.median;
  if (quantity === 'gigaflops') return measured.gigaflops;
  return measured.ratios.find(({ peer }) => peer === against)?.times;
}
