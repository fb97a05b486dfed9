import { correctionsOf, numbersAt, resultsOf, type StudyOutcomes, type StudySection } from '@hkmem/experiments';
import type { SequenceStep } from '@hkmem/sweep';
import * as Plot from '@observablehq/plot';
import { type Figure, stackFigures, svgDocument } from '../../figures/figure.ts';
import { lineColours, plotFigure } from '../../figures/plot.ts';

interface Point {
  readonly row: string;
  readonly kind: keyof typeof kindColours;
  readonly accuracy: number;
}

const kindColours = { 'not edited': '#999', 'as described': lineColours[1], 'as it works': lineColours[0] };

/** Accuracy before, as described and as it works: a line for each row of the section, a dot for each seed. */
export function accuracyFigure(section: StudySection, outcomes: StudyOutcomes): Figure | undefined {
  const points = section.rows.flatMap(({ labels, works: cells, described }): Point[] => {
    const of = (kind: Point['kind'], values: readonly number[]): Point[] =>
      values.map((value) => ({ row: labels.join(', '), kind, accuracy: 100 * value }));
    const works = resultsOf(cells, outcomes);
    return [
      ...of('not edited', numbersAt(works.slice(0, 1), 'unedited')),
      ...of('as described', numbersAt(resultsOf(described, outcomes), 'accuracy')),
      ...of('as it works', numbersAt(works, 'accuracy')),
    ];
  });
  const rows = [...new Set(points.map(({ row }) => row))];
  if (rows.length < 2) return undefined;
  const kinds = Object.entries(kindColours).filter(([kind]) => points.some((point) => point.kind === kind));
  const legend = kinds.map(([kind, colour], n) => {
    const x = 330 + 120 * n;
    return `<circle cx="${x}" cy="10" r="4" fill="${colour}"/><text x="${x + 9}" y="14">${kind}</text>`;
  });
  const plot = plotFigure({
    marginLeft: 320,
    marginRight: 20,
    width: 860,
    height: 50 + 18 * rows.length,
    x: { label: 'right answers on the test images (%)', grid: true, nice: true },
    y: { label: null, domain: rows, grid: true },
    marks: [
      Plot.dot(points, {
        x: 'accuracy',
        y: 'row',
        fill: ({ kind }: Point) => kindColours[kind],
        r: 4,
        fillOpacity: 0.8,
      }),
    ],
  });
  return stackFigures([...(kinds.length > 1 ? [svgDocument(860, 20, legend.join(''))] : []), plot], section.title);
}

/** Singular values of the correction under the first stimulus of every row, by the first label. */
export function spectrumFigure(section: StudySection, outcomes: StudyOutcomes): Figure | undefined {
  const lines = section.rows.flatMap((row) => {
    const first = resultsOf(row.works.slice(0, 1), outcomes)[0];
    const entries = correctionsOf(first);
    return entries
      .slice(0, 1)
      .flatMap(({ singularValues }) =>
        singularValues.map((value, n) => ({ place: n + 1, value, line: row.labels.join(', '), task: row.labels[0]! })),
      );
  });
  if (lines.length === 0) return undefined;
  return plotFigure(
    {
      marginLeft: 60,
      width: 860,
      height: 340,
      x: { label: 'place', ticks: 16 },
      y: { label: 'singular value', type: 'log', grid: true, tickFormat: '~g' },
      fx: { label: null },
      marks: [
        Plot.line(
          lines.filter(({ value }) => value > 0),
          {
            x: 'place',
            y: 'value',
            z: 'line',
            fx: 'task',
            stroke: lineColours[0],
            strokeOpacity: 0.6,
          },
        ),
      ],
    },
    'What oscillators add to the weights: the first 16 singular values, one line an edit',
  );
}

/** Accuracy after each edit of a sequence. */
export function sequenceFigure(steps: readonly SequenceStep[]): Figure | undefined {
  if (steps.length === 0) return undefined;
  const points = steps.flatMap((step, n) => [
    { edits: n + 1, accuracy: 100 * step.accuracy, kind: 'edited memory' },
    { edits: n + 1, accuracy: 100 * step.unedited, kind: 'base memory on the same labels' },
  ]);
  return plotFigure(
    {
      marginLeft: 60,
      marginRight: 180,
      width: 760,
      height: 280,
      x: { label: 'swaps learned', ticks: steps.length, tickFormat: 'd' },
      y: { label: 'right answers (%)', grid: true, domain: [0, 100] },
      color: { range: [lineColours[0], '#999'] },
      marks: [
        Plot.line(points, { x: 'edits', y: 'accuracy', z: 'kind', stroke: 'kind', strokeWidth: 2 }),
        Plot.dot(points, { x: 'edits', y: 'accuracy', fill: 'kind' }),
        Plot.text(
          points,
          Plot.selectLast({
            x: 'edits',
            y: 'accuracy',
            z: 'kind',
            text: 'kind',
            fill: 'kind',
            dx: 8,
            textAnchor: 'start',
          }),
        ),
      ],
    },
    'Swaps learned one after another',
  );
}
