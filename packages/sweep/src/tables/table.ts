import { largestOf } from '@hkmem/backend';
/** A table of text cells. */
export interface Table {
  /** Headings. */
  readonly columns: readonly string[];
  /** A cell for every column. */
  readonly rows: readonly (readonly string[])[];
}

/** GitHub's form of a table, columns padded; numbers stand right. */
export function markdownTable({ columns, rows }: Table): string {
  const cells = [columns, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')));
  const widths = columns.map((_, c) => largestOf([3, ...cells.map((row) => (row[c] ?? '').length)]));
  const numeric = columns.map(
    (_, c) => rows.length > 0 && rows.every((row) => /^(-|[+-]?[\d.,]+( %)?)?$/.test(row[c] ?? '')),
  );
  const line = (row: readonly string[]): string => {
    const padded = columns.map((_, c) => {
      const cell = row[c] ?? '';
      return numeric[c] ? cell.padStart(widths[c]!) : cell.padEnd(widths[c]!);
    });
    return `| ${padded.join(' | ')} |`;
  };
  const rule = `| ${widths.map((width, c) => (numeric[c] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width))).join(' | ')} |`;
  return [line(cells[0]!), rule, ...cells.slice(1).map(line)].join('\n');
}

/** Plain columns for a terminal. */
export function plainTable({ columns, rows }: Table): string {
  const widths = columns.map((column, c) => largestOf([column.length, ...rows.map((row) => (row[c] ?? '').length)]));
  return [columns, ...rows]
    .map((row) =>
      row
        .map((cell, c) => cell.padEnd(widths[c]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Comma-separated values (RFC 4180, with line feeds). */
export function csvTable({ columns, rows }: Table): string {
  const quote = (cell: string): string => (/[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return `${[columns, ...rows].map((row) => row.map(quote).join(',')).join('\n')}\n`;
}

/** A share as per cent with two places: `97.09`; a dash where there is none. */
export function percent(share: number | null | undefined): string {
  return typeof share === 'number' && Number.isFinite(share) ? (100 * share).toFixed(2) : '-';
}
