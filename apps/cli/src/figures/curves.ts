import type { LogEntry } from '@hkmem/sweep';
import * as Plot from '@observablehq/plot';
import { type Figure, stackFigures } from './figure.ts';
import { lineColours, plotFigure, thinned } from './plot.ts';

/** Updates that the drawn mean of the loss looks back on, as a share of all. */
const smoothing = 0.02;

/** Loss of every update with its running mean, and the accuracy of the looks on the way where there were any. */
export function curvesFigure(title: string, entries: readonly LogEntry[]): Figure {
  const losses = entries.filter((entry) => entry.kind === 'update');
  const looks = entries.filter((entry) => entry.kind === 'accuracy');
  const last = losses.at(-1)?.update ?? 1;
  const x = { label: 'update', domain: [0, last] };
  const mean = runningMean(
    losses.map((entry) => entry.loss),
    Math.max(1, Math.round(smoothing * losses.length)),
  );
  const lossPlot = plotFigure({
    marginLeft: 60,
    x,
    y: { type: 'log', label: 'loss (squared error summed over classes)', grid: true, tickFormat: '~g', ticks: 5 },
    marks: [
      Plot.line(thinned(losses), { x: 'update', y: 'loss', stroke: '#bbb', strokeWidth: 0.8 }),
      Plot.line(thinned(losses.map((entry, n) => ({ update: entry.update, loss: mean[n] }))), {
        x: 'update',
        y: 'loss',
        stroke: lineColours[0],
        strokeWidth: 1.8,
      }),
    ],
  });
  if (looks.length === 0) return stackFigures([lossPlot], title);
  const accuracyPlot = plotFigure({
    marginLeft: 60,
    height: 200,
    x,
    y: { label: `accuracy on ${looks[0]!.count} test images (%)`, grid: true },
    marks: [
      Plot.line(looks, { x: 'update', y: (entry) => 100 * entry.accuracy, stroke: lineColours[1], strokeWidth: 1.8 }),
      Plot.dot(looks, { x: 'update', y: (entry) => 100 * entry.accuracy, fill: lineColours[1], r: 2.5 }),
    ],
  });
  return stackFigures([lossPlot, accuracyPlot], title);
}

function runningMean(values: readonly number[], length: number): number[] {
  let sum = 0;
  return values.map((value, n) => {
    sum += value - (n >= length ? values[n - length]! : 0);
    return sum / Math.min(n + 1, length);
  });
}
