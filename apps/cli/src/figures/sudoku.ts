import type { JudgedSudoku, LogEntry, SudokuScore } from '@hkmem/sweep';
import * as Plot from '@observablehq/plot';
import { type Figure, stackFigures } from './figure.ts';
import { lineColours, plotFigure, thinned } from './plot.ts';

/** Loss of every update, and the shares of boards and digits of the looks on the way. */
export function sudokuCurves(title: string, entries: readonly LogEntry[]): Figure {
  const losses = entries.filter((entry) => entry.kind === 'update');
  const looks = entries.filter((entry) => entry.kind === 'accuracy');
  const x = { label: 'update', domain: [0, losses.at(-1)?.update ?? 1] };
  const loss = plotFigure({
    marginLeft: 60,
    x,
    y: { type: 'log', label: 'loss (cross entropy of a cell)', grid: true, tickFormat: '~g', ticks: 5 },
    marks: [Plot.line(thinned(losses), { x: 'update', y: 'loss', stroke: lineColours[0], strokeWidth: 0.8 })],
  });
  if (looks.length === 0) return stackFigures([loss], title);
  const shares = looks.flatMap(({ update, accuracy, digits = 0 }) => [
    { update, share: 100 * digits, what: 'empty cells right' },
    { update, share: 100 * accuracy, what: 'boards solved' },
  ]);
  const last = shares.slice(-2);
  const shown = plotFigure({
    marginLeft: 60,
    marginRight: 100,
    height: 220,
    x,
    y: { label: `of ${looks[0]!.count} new boards (%)`, domain: [0, 100], grid: true },
    color: { range: [...lineColours] },
    marks: [
      Plot.line(shares, { x: 'update', y: 'share', stroke: 'what', strokeWidth: 1.6, z: 'what' }),
      Plot.dot(shares, { x: 'update', y: 'share', fill: 'what', r: 2 }),
      Plot.text(last, { x: 'update', y: 'share', text: 'what', fill: 'what', textAnchor: 'start', dx: 6 }),
    ],
  });
  return stackFigures([loss, shown], title);
}

interface Point {
  readonly x: number;
  readonly solved: number;
  readonly digits: number;
  readonly line: string;
}

/** Shares of solved boards and right digits against T, one start each; nothing if each was asked at one T alone. */
export function stepsFigure(judged: readonly JudgedSudoku[]): Figure | undefined {
  const points = pointsOf(judged, ({ steps, votes }) => [{ ...votes[0]!, x: steps }]);
  return linesFigure(points, 'steps T', 'Answers by steps, one start');
}

/** Shares of solved boards and right digits against K, at the T of the vote; nothing without votes. */
export function startsFigure(judged: readonly JudgedSudoku[]): Figure | undefined {
  const points = pointsOf(judged, ({ starts, votes }) => {
    return starts === 1 ? [] : votes.map((vote) => ({ ...vote, x: vote.starts }));
  });
  return linesFigure(points, 'random starts K that vote by energy', 'Answers by starts');
}

function pointsOf(
  judged: readonly JudgedSudoku[],
  of: (score: SudokuScore) => readonly Omit<Point, 'line'>[],
): Point[] {
  return judged.flatMap(({ model: { spec, training }, scores }) =>
    scores.flatMap((score) => {
      const seed = training === undefined ? '' : ` ${training.seed}`;
      return of(score).map((point) => ({ ...point, line: `${spec.model} ${spec.channels}${seed}, ${score.test}` }));
    }),
  );
}

function linesFigure(points: readonly Point[], label: string, title: string): Figure | undefined {
  const values = [...new Set(points.map(({ x }) => x))];
  if (values.length < 2) return undefined;
  const lines = [...new Set(points.map(({ line }) => line))];
  const ends = lines.map((line) => points.findLast((point) => point.line === line)!);
  const panel = (of: 'solved' | 'digits', words: string): Figure => {
    const y = (point: Point): number => 100 * point[of];
    return plotFigure({
      marginLeft: 50,
      marginRight: 130,
      width: 680,
      height: 260,
      x: { type: 'log', base: 2, label, tickFormat: '~g' },
      y: { label: words, domain: [0, 100], grid: true },
      color: { domain: lines, range: [...lineColours] },
      marks: [
        Plot.line(points, { x: 'x', y, stroke: 'line', strokeWidth: 1.6 }),
        Plot.dot(points, { x: 'x', y, fill: 'line', r: 2.5 }),
        Plot.text(ends, { x: 'x', y, text: 'line', fill: 'line', textAnchor: 'start', dx: 7 }),
      ],
    });
  };
  return stackFigures([panel('solved', 'boards solved (%)'), panel('digits', 'empty cells right (%)')], title);
}
