import type { Interval, Line } from '@hkmem/ui/lib/lines.ts';
import type { Series } from '../protocol.ts';

/** How curves are drawn. */
export interface CurveSettings {
  readonly over: string;
  readonly scale: string;
}

/** The loss of one run as a line; on a logarithmic scale, of what is above 0. */
export function lossLine(series: Series, colour: string, { over, scale }: CurveSettings): Line {
  const points = series.loss.flatMap(([update, loss, seconds]): [number, number][] => {
    const x = over === 'seconds' ? seconds : update;
    if (scale !== 'log') return [[x, loss]];
    return loss > 0 ? [[x, Math.log10(loss)]] : [];
  });
  return { colour, points, width: 1.6 };
}

/** The accuracy of the looks on the way as a line, in per cent. */
export function accuracyLine(series: Series, colour: string, { over }: CurveSettings): Line {
  return {
    colour,
    points: series.accuracy.map(([update, accuracy, seconds]) => [
      over === 'seconds' ? seconds : update,
      100 * accuracy,
    ]),
    width: 1.6,
  };
}

/** From 0 to the farthest point of all lines. */
export function windowOf(lines: readonly Line[]): Interval {
  const ends = lines.flatMap(({ points }) => points.at(-1)?.[0] ?? []);
  return [0, ends.reduce((most, end) => Math.max(most, end), 1e-9)];
}

/** A power of ten as the number it stands for. */
export function powerTick(value: number): string {
  return String(Number((10 ** value).toPrecision(2)));
}
