import type { Size } from './sizes.ts';

const [begin, end] = ['<!-- sizes: begin -->', '<!-- sizes: end -->'];

/** The sizes as a Markdown table, in kB. */
export function sizeTable(sizes: readonly Size[]): string {
  const kilobytes = (bytes: number | null): string =>
    bytes === null ? '-' : (bytes / 1000).toFixed(bytes < 1e6 ? 1 : 0);
  const rows = sizes.map(({ name, packed, unpacked, installed, alone, complete }) => [
    name,
    ...[packed, unpacked, installed, alone, complete].map(kilobytes),
  ]);
  const head = ['package', 'packed', 'unpacked', 'installed', 'alone', 'complete'];
  const widths = head.map((title, n) => Math.max(title.length, ...rows.map((row) => row[n]!.length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, n) => (n === 0 ? cell.padEnd(widths[n]!) : cell.padStart(widths[n]!))).join(' | ')} |`;
  const rule = `| ${widths.map((width, n) => (n === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}

/** `text` with `table` between its two marks. Throws if it has none. */
export function withTable(text: string, table: string): string {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the text has no ${begin} before ${end}`);
  return `${text.slice(0, from + begin.length)}\n\n${table}\n\n${text.slice(to)}`;
}
