import type { Failure } from '../measure/failure.ts';
import type { MeasureOptions } from '../measure/interleave.ts';
import { measureRows } from '../measure/measure-rows.ts';
import { logarithmicSlope, summarise } from '../measure/statistics.ts';
import type { Sizes } from '../problem/sizes.ts';
import type { Subject } from '../problem/subjects.ts';
import type { GrowthAxis, GrowthCurve } from '../report/report.ts';
import { kernelRows } from '../rows/kernels.ts';
import type { Row } from '../rows/row.ts';

/** What is timed against sizes, and the sizes it depends on. */
const works: readonly { readonly id: string; readonly work: string; readonly axes: readonly GrowthAxis[] }[] = [
  { id: 'hopfield-field', work: 'Hopfield field', axes: ['N', 'B'] },
  { id: 'kuramoto-field', work: 'Kuramoto field', axes: ['N', 'B', 'k', 'D'] },
  { id: 'coupled-vjp', work: 'coupled pull-back', axes: ['N', 'B', 'k', 'D'] },
];

export const growthAxes: readonly GrowthAxis[] = ['N', 'B', 'k', 'D'];

const even = (value: number): number => Math.max(2, 2 * Math.round(value / 2));

/** Sizes along one axis, around the given ones. */
export function sizesAlong(
  axis: GrowthAxis,
  sizes: Sizes,
): readonly { readonly size: number; readonly sizes: Sizes }[] {
  const { neurons, batch, neighbours } = sizes;
  const at = (size: number): { readonly size: number; readonly sizes: Sizes } => {
    const field = { N: 'neurons', B: 'batch', k: 'neighbours', D: 'dimension' }[axis];
    return { size, sizes: { ...sizes, [field]: size } };
  };
  const values = {
    N: [1 / 4, 1 / 2, 1, 2].map((factor) => Math.round(factor * neurons)).filter((N) => N > neighbours),
    B: [1 / 4, 1 / 2, 1, 2, 4].map((factor) => Math.max(1, Math.round(factor * batch))),
    k: [1 / 8, 1 / 4, 1 / 2, 1, 2, 4].map((factor) => even(factor * neighbours)).filter((k) => k < neurons),
    D: [2, 3, 4, 6, 8, 12, 16],
  }[axis];
  return [...new Set(values)].map(at);
}

/** Times of all works along one axis, in turn with each other, with the slopes of their logarithms. */
export async function measureGrowth(
  axis: GrowthAxis,
  subject: Subject,
  sizes: Sizes,
  options: MeasureOptions,
): Promise<{ readonly curves: readonly GrowthCurve[]; readonly failures: readonly Failure[] }> {
  const along = works.filter(({ axes }) => axes.includes(axis));
  const rows = sizesAlong(axis, sizes).flatMap((point) =>
    kernelRows(subject, point.sizes)
      .filter(({ id }) => along.some((work) => work.id === id))
      .map((row): Row & { readonly size: number } => ({
        ...row,
        id: `${row.id} at ${axis} = ${point.size}`,
        size: point.size,
      })),
  );
  const { measured, failures } = await measureRows(rows, options);
  const curves = along.flatMap(({ id, work }): GrowthCurve[] => {
    const points = rows.flatMap(({ id: rowId, size }) => {
      const found = measured.find(({ row }) => row.id === rowId && rowId.startsWith(`${id} at`));
      return found === undefined ? [] : [{ size, time: summarise(found.samples) }];
    });
    if (points.length < 2) return [];
    const slope = logarithmicSlope(points.map(({ size, time }) => [size, time.median]));
    return [{ axis, work, subject: subject.id, points, slope }];
  });
  return { curves, failures };
}
