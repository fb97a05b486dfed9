import type { EnergyPoint } from '@hkmem/dynamics';
import * as Plot from '@observablehq/plot';
import { type Figure, stackFigures } from './figure.ts';
import { lineColours, plotFigure } from './plot.ts';

const panels = [
  { term: 'total', label: 'total energy E', height: 210 },
  { term: 'hopfield', label: 'Hopfield E_H', height: 140 },
  { term: 'kuramoto', label: 'Kuramoto E_K', height: 140 },
  { term: 'coupling', label: 'coupling E_HK', height: 140 },
] as const;

/** The energies of one sample along a recall, one panel each: the total, and the terms as they enter it. */
export function energyFigure(title: string, points: readonly EnergyPoint[], sample = 0): Figure {
  const present = panels.filter(({ term }) => points[0]?.terms[term] !== undefined);
  // Of one term alone, the total says it all.
  const shown = present.length <= 2 ? present.slice(0, 1) : present;
  const figures = shown.map(({ term, label, height }, n) => {
    const values = points.map(({ t, terms }) => ({ t, value: terms[term]![sample]! }));
    const stroke = lineColours[n]!;
    return plotFigure({
      marginLeft: 70,
      height,
      x: { label: n === shown.length - 1 ? 'time t' : null },
      y: { label, grid: true, tickFormat: '~s', ticks: Math.round(height / 45) },
      marks: [
        Plot.line(values, { x: 't', y: 'value', stroke, strokeWidth: 1.8 }),
        Plot.dot(values, { x: 't', y: 'value', fill: stroke, r: 2 }),
      ],
    });
  });
  return stackFigures(figures, title);
}
