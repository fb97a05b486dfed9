import type { Quantity } from './goals.ts';
import type { GoalResult } from './report.ts';

/** A number with three significant digits and no exponent. */
export function digits(value: number): string {
  const size = Math.abs(value);
  return value.toFixed(size >= 100 || size === 0 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
}

/** Milliseconds, or microseconds below a tenth of one, or seconds from ten of them. */
export function duration(milliseconds: number): string {
  if (milliseconds < 0.1) return `${digits(milliseconds * 1000)} us`;
  return milliseconds < 10_000 ? `${digits(milliseconds)} ms` : `${digits(milliseconds / 1000)} s`;
}

export function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

export function times(factor: number): string {
  return `${digits(factor)}x`;
}

const units: Readonly<Record<Quantity, string>> = {
  milliseconds: 'ms',
  gigaflops: 'GFLOP/s',
  timesFaster: 'times faster',
  megabytes: 'MB',
};

export function quantityText(quantity: Quantity, value: number): string {
  return `${digits(value)} ${units[quantity]}`;
}

const verdicts = { stretch: 'stretch met', met: 'met', missed: 'missed' } as const;

/** Cells of the table of goals, under `goalHeader`. */
export const goalHeader: readonly string[] = ['goal', 'on', 'goal (stretch)', 'measured', '', 'by peak', ''];

export function goalCells(result: GoalResult): readonly string[] {
  const { title, subject, quantity, goal, stretch, value, verdict, atGoalPeak } = result;
  const bound = stretch === undefined ? digits(goal) : `${digits(goal)} (${digits(stretch)})`;
  return [
    title,
    subject,
    bound,
    quantityText(quantity, value),
    verdicts[verdict],
    atGoalPeak === undefined ? '' : digits(atGoalPeak.value),
    atGoalPeak === undefined ? '' : verdicts[atGoalPeak.verdict],
  ];
}

/** Lines of columns, the first to the left and the others to the right. */
export function alignedTable(header: readonly string[], rows: readonly (readonly string[])[], left = 2): string {
  const all = [header, ...rows];
  const widths = header.map((_, n) => Math.max(...all.map((row) => row[n]!.length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, n) => (n < left ? cell.padEnd(widths[n]!) : cell.padStart(widths[n]!)))
      .join('  ')
      .trimEnd();
  return all.map(line).join('\n');
}

/** The same as a table in Markdown. */
export function markdownTable(header: readonly string[], rows: readonly (readonly string[])[], left = 2): string {
  const line = (row: readonly string[]): string => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(header), line(header.map((_, n) => (n < left ? '---' : '---:'))), ...rows.map(line)].join('\n');
}
