import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import type { GrowthAxis, GrowthCurve } from '../report/report.ts';

const titles: Readonly<Record<GrowthAxis, string>> = {
  N: 'neurons N',
  B: 'batch B',
  k: 'neighbours k',
  D: 'dimension D',
};
const colours: Readonly<Record<string, string>> = {
  'Hopfield field': '#4269d0',
  'Kuramoto field': '#e0702a',
  'coupled pull-back': '#3a8f4d',
};
const [width, height, columns] = [470, 320, 2];

/** One SVG: a panel per size, time against it on logarithmic scales, curves with their slopes. */
export function growthFigure(curves: readonly GrowthCurve[]): string {
  const axes = [...new Set(curves.map(({ axis }) => axis))];
  const panels = axes.map((axis, n) => {
    const [x, y] = [(n % columns) * width, Math.floor(n / columns) * height];
    return `<g transform="translate(${x},${y})">${panel(
      axis,
      curves.filter((curve) => curve.axis === axis),
    )}</g>`;
  });
  const rows = Math.ceil(axes.length / columns);
  const size = [width * Math.min(columns, axes.length), height * rows] as const;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size[0]}" height="${size[1]}" viewBox="0 0 ${size[0]} ${size[1]}">`,
    '<rect width="100%" height="100%" fill="white"/>',
    ...panels,
    '</svg>',
    '',
  ].join('\n');
}

function panel(axis: GrowthAxis, curves: readonly GrowthCurve[]): string {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const points = curves.flatMap(({ work, points: along }) =>
    along.map(({ size, time }) => ({ work, size, median: time.median, lower: time.lower, upper: time.upper })),
  );
  const ends = curves.map(({ work, points: along, slope }) => {
    const last = along.at(-1)!;
    return { size: last.size, median: last.time.median, label: `${work}, slope ${slope.toFixed(2)}`, work };
  });
  const sizes = [...new Set(points.map(({ size }) => size))].sort((a, b) => a - b);
  const colour = (datum: { readonly work: string }): string => colours[datum.work] ?? 'black';
  const plot = Plot.plot({
    document,
    width,
    height,
    marginLeft: 52,
    marginRight: 170,
    x: { type: 'log', label: titles[axis], labelAnchor: 'center' },
    y: { type: 'log', label: 'time, milliseconds', grid: true, tickFormat: (value: number) => String(value) },
    marks: [
      // A tick format would leave out ticks that a logarithmic scale thinks too close.
      Plot.axisX(sizes, { text: sizes.map(String) }),
      Plot.ruleX(points, { x: 'size', y1: 'lower', y2: 'upper', stroke: colour }),
      Plot.line(points, { x: 'size', y: 'median', stroke: colour, z: 'work' }),
      Plot.dot(points, { x: 'size', y: 'median', fill: colour, r: 3 }),
      Plot.text(ends, { x: 'size', y: 'median', text: 'label', fill: colour, textAnchor: 'start', dx: 8 }),
    ],
  });
  return plot.outerHTML;
}
