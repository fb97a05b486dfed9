import { type CapacityPoint, knownLimit } from '@hkmem/storage';
import * as Plot from '@observablehq/plot';
import type { Figure } from './figure.ts';
import { lineColours, plotFigure } from './plot.ts';

/**
 * The share that comes back within 5 %, against load, or against damage where one load was tried; a line for every size and
 * damage (or load), and the known limit of the rule upright.
 */
export function capacityFigure(points: readonly CapacityPoint[]): Figure {
  const { rule, neurons } = points[0]!;
  const overLoad =
    new Set(points.map(({ load }) => load)).size > 1 && new Set(points.map(({ damage }) => damage)).size === 1;
  const x = overLoad ? 'load' : 'damage';
  const nameOf = (point: CapacityPoint): string => `N ${point.neurons}${overLoad ? '' : `, load ${point.load}`}`;
  const names = [...new Set(points.map(nameOf))];
  const limit = overLoad ? knownLimit(rule, neurons) : undefined;
  const ends = names.map((name) => points.filter((point) => nameOf(point) === name).at(-1)!);
  const right = limit === undefined ? [] : [limit];
  return plotFigure(
    {
      marginLeft: 50,
      marginRight: 110,
      width: 680,
      height: 320,
      x: { label: overLoad ? 'load' : 'share of entries turned over', nice: true },
      y: { label: 'recalled within 5 % (%)', domain: [0, 100], grid: true },
      color: { domain: names, range: [...lineColours] },
      marks: [
        Plot.ruleX(right, { x: 'load', stroke: '#444', strokeDasharray: '4 3' }),
        Plot.text(right, { x: 'load', y: 100, text: 'text', dy: -8, fontSize: 10 }),
        Plot.ruleX(points, {
          x,
          y1: (point: CapacityPoint) => 100 * Math.max(point.near - point.nearError, 0),
          y2: (point: CapacityPoint) => 100 * Math.min(point.near + point.nearError, 1),
          stroke: nameOf,
        }),
        Plot.line(points, { x, y: (point: CapacityPoint) => 100 * point.near, stroke: nameOf, strokeWidth: 1.6 }),
        Plot.dot(points, { x, y: (point: CapacityPoint) => 100 * point.near, fill: nameOf, r: 2.5 }),
        Plot.text(ends, {
          x,
          y: (point: CapacityPoint) => 100 * point.near,
          text: nameOf,
          fill: nameOf,
          textAnchor: 'start',
          dx: 8,
        }),
      ],
    },
    `How much '${rule}' holds`,
  );
}
