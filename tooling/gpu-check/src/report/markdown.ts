import { markdownTable } from '@hkmem/bench/report/format';
import { type CheckReport, shown } from '../check/check.ts';

/** The report as Markdown: one table a part. */
export function markdownOf({ date, machine, adapter, budget, seconds, parts, failed }: CheckReport): string {
  const head = [
    `# GPU check: ${adapter}`,
    '',
    `${machine}. ${date}; ${seconds.toFixed(0)} s of ${budget}. ${failed ? 'Something failed, see below.' : 'Nothing failed.'}`,
    '',
    ...parts.map(({ title, findings, seconds: own }) => `- ${title}: ${tally(findings)} (${own.toFixed(0)} s)`),
    '',
  ];
  const tables = parts.map(({ title, note, columns, findings, failure }) => {
    const used = columns.filter((column) => findings.some(({ values }) => values?.[column] !== undefined));
    const rows = findings.map(({ what, result, values, text = '' }) => [
      what,
      result,
      ...used.map((column) => (values?.[column] === undefined ? '' : shown(values[column]))),
      text.replaceAll('\n', ' '),
    ]);
    const broke = failure === undefined ? [] : [`It broke off: ${failure}`, ''];
    return [`## ${title}`, '', note, '', ...broke, markdownTable(['what', 'result', ...used, 'remark'], rows, 2), ''];
  });
  return [...head, ...tables.flat()].join('\n');
}

/** `22 passed, 1 failed`. */
export function tally(findings: CheckReport['parts'][number]['findings']): string {
  const counts = new Map<string, number>();
  for (const { result } of findings) counts.set(result, (counts.get(result) ?? 0) + 1);
  return [...counts].map(([result, count]) => `${count} ${result}`).join(', ') || 'nothing';
}
