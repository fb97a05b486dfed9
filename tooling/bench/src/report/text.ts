import { alignedTable, markdownTable } from './format.ts';
import type { Report } from './report.ts';
import { sectionsOf } from './sections.ts';

/** A report for a terminal. */
export function textOf(report: Report): string {
  return sectionsOf(report)
    .map(({ title, lines, header, rows }) => [title.toUpperCase(), ...lines, alignedTable(header, rows), ''].join('\n'))
    .join('\n');
}

/** A report in Markdown, without a title of its own; `figure` is the address of the growth figure. */
export function markdownOf(report: Report, figure: string | undefined): string {
  const parts = sectionsOf(report).map(({ title, lines, header, rows }) => {
    const picture = title === 'Growth' && figure !== undefined ? [`![Time against N, B, k and D](${figure})`, ''] : [];
    const paragraphs = lines.flatMap((line) => [line, '']);
    return [`### ${title}`, '', ...paragraphs, ...picture, markdownTable(header, rows), ''].join('\n');
  });
  return parts.join('\n');
}

const begin = '<!-- bench: begin -->';
const end = '<!-- bench: end -->';

/** `document` with `part` between the two bench comments; put there at the end if it has none. */
export function insertMarkdown(document: string, part: string): string {
  const from = document.indexOf(begin);
  const to = document.indexOf(end);
  const block = `${begin}\n${part}${end}`;
  if (from >= 0 && to > from) return document.slice(0, from) + block + document.slice(to + end.length);
  return `${document}${document === '' || document.endsWith('\n') ? '' : '\n'}${block}\n`;
}
