import { alignedTable, markdownTable } from './format.ts';
import type { Report } from './report.ts';
import { type Section, sectionsOf } from './sections.ts';

/** A report for a terminal. */
export function textOf(report: Report): string {
  return sectionsText(sectionsOf(report));
}

/** Sections for a terminal. */
export function sectionsText(sections: readonly Section[]): string {
  return sections
    .map(({ title, lines, header, rows }) => [title.toUpperCase(), ...lines, alignedTable(header, rows), ''].join('\n'))
    .join('\n');
}

/** A report in Markdown, without a title of its own; `figure` is the address of the growth figure. */
export function markdownOf(report: Report, figure: string | undefined): string {
  return sectionsMarkdown(sectionsOf(report), ({ title }) =>
    title === 'Growth' && figure !== undefined ? `![Time against N, B, k and D](${figure})` : undefined,
  );
}

/** Sections in Markdown; `picture` may give a line that stands before a section's table. */
export function sectionsMarkdown(
  sections: readonly Section[],
  picture: (section: Section) => string | undefined = () => undefined,
): string {
  const parts = sections.map((section) => {
    const { title, lines, header, rows } = section;
    const paragraphs = [...lines, picture(section)].flatMap((line) => (line === undefined ? [] : [line, '']));
    return [`### ${title}`, '', ...paragraphs, markdownTable(header, rows), ''].join('\n');
  });
  return parts.join('\n');
}

/** `document` with `part` between the two comments that `name` marks; put there at the end if it has none. */
export function insertMarkdown(
  document: string,
  part: string,
  name: 'bench' | 'solvers' | 'laws' | 'graphs' | 'peers',
): string {
  const [begin, end] = [`<!-- ${name}: begin -->`, `<!-- ${name}: end -->`];
  const from = document.indexOf(begin);
  const to = document.indexOf(end);
  const block = `${begin}\n${part}${end}`;
  if (from >= 0 && to > from) return document.slice(0, from) + block + document.slice(to + end.length);
  return `${document}${document === '' || document.endsWith('\n') ? '' : '\n'}${block}\n`;
}
