import type { HoneycombCount, HoneycombTrial } from '@hkmem/storage';
import * as Plot from '@observablehq/plot';
import type { Figure } from './figure.ts';
import { lineColours, plotFigure } from './plot.ts';

/** Memories counted, as dots, against cells, and what is known, as lines, for every size of a cell. */
export function honeycombFigure(found: readonly (HoneycombTrial & HoneycombCount)[]): Figure {
  const nameOf = ({ size }: HoneycombTrial): string => `n_c ${size}`;
  const names = [...new Set(found.map(nameOf))];
  const last = names.map((name) => found.filter((each) => nameOf(each) === name).at(-1)!);
  return plotFigure(
    {
      marginLeft: 60,
      marginRight: 70,
      width: 680,
      height: 320,
      x: { label: 'cells', ticks: [...new Set(found.map(({ cells }) => cells))] },
      y: { label: 'memories: counted (dots), known (lines)', type: 'log', grid: true },
      color: { domain: names, range: names.map((_, n) => lineColours[n % lineColours.length]!) },
      marks: [
        Plot.line(found, { x: 'cells', y: 'known', stroke: nameOf, strokeDasharray: '4 3' }),
        Plot.dot(found, { x: 'cells', y: 'counted', fill: nameOf, r: 3.5 }),
        Plot.text(last, { x: 'cells', y: 'known', text: nameOf, fill: nameOf, textAnchor: 'start', dx: 8 }),
      ],
    },
    'How much a honeycomb holds',
  );
}
