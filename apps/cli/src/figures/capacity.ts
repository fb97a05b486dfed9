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
  const known = knownLimit(rule, neurons);
  const at = overLoad ? known?.load : known?.damage;
  const limit = at === undefined || !Number.isFinite(at) ? undefined : { at, text: known!.text };
  // Where a line is nearest to a half it is steep, and its name lies apart from others.
  const named = names.map((name) => {
    const own = points.filter((point) => nameOf(point) === name);
    return own.reduce((best, point) => (Math.abs(point.near - 0.5) < Math.abs(best.near - 0.5) ? point : best));
  });
  const right = limit === undefined ? [] : [limit];
  return plotFigure(
    {
      marginLeft: 50,
      marginRight: 110,
      width: 680,
      height: 320,
      x: { label: overLoad ? 'load' : damageOf(rule), nice: true },
      y: { label: 'recalled within 5 % (%)', domain: [0, 100], grid: true },
      color: { domain: names, range: [...lineColours] },
      marks: [
        Plot.ruleX(right, { x: 'at', stroke: '#444', strokeDasharray: '4 3' }),
        Plot.text(right, { x: 'at', y: 100, text: 'text', dx: 5, dy: -8, textAnchor: 'start', fontSize: 10 }),
        Plot.ruleX(points, {
          x,
          y1: (point: CapacityPoint) => 100 * Math.max(point.near - point.nearError, 0),
          y2: (point: CapacityPoint) => 100 * Math.min(point.near + point.nearError, 1),
          stroke: nameOf,
        }),
        Plot.line(points, { x, y: (point: CapacityPoint) => 100 * point.near, stroke: nameOf, strokeWidth: 1.6 }),
        Plot.dot(points, { x, y: (point: CapacityPoint) => 100 * point.near, fill: nameOf, r: 2.5 }),
        Plot.text(named, {
          x,
          y: (point: CapacityPoint) => 100 * point.near,
          text: nameOf,
          fill: nameOf,
          textAnchor: 'start',
          dx: 7,
          dy: -7,
        }),
      ],
    },
    `How much '${rule}' holds`,
  );
}

function damageOf(rule: string): string {
  return rule === 'log-sum-relu' ? 'distance of cues over half the least distance' : 'share of entries turned over';
}
