/**
 * Writes the table of packages/backend-webgpu/README.md: one program, three backends, held against the reference
 * values. `npx -y pnpm@12 agreement` runs it on the built packages.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { type CaseReport, parseFixtures, verifyCase } from '@hkmem/dynamics';
import { referenceText } from '@hkmem/fixtures';
import { candidates } from './backends.ts';

const readme = new URL('../../../packages/backend-webgpu/README.md', import.meta.url);
const [begin, end] = ['<!-- agreement: begin -->', '<!-- agreement: end -->'];

/** Median over the cases of a quantity's largest relative error. */
function median(reports: readonly CaseReport[], quantity: RegExp): string {
  const errors = reports.flatMap(({ checks }) => {
    const found = checks.filter((check) => quantity.test(check.quantity)).map((check) => check.largestRelative);
    return found.length === 0 ? [] : [Math.max(...found)];
  });
  const sorted = errors.sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!.toExponential(1);
}

/** A table in Markdown with columns as wide as their longest cell, as the formatter of this repository has it. */
function aligned(cells: readonly (readonly string[])[]): string {
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  const line = (row: readonly string[]): string => `| ${row.map((cell, k) => cell.padEnd(widths[k]!)).join(' | ')} |`;
  const rule = line(widths.map((width) => '-'.repeat(width)));
  return [line(cells[0]!), rule, ...cells.slice(1).map(line)].join('\n');
}

const rows: string[][] = [];
for (const title of ['cpu', 'wasm, relaxed', 'webgpu']) {
  const backend = await candidates.find((candidate) => candidate.title === title)!.create();
  const reports: CaseReport[] = [];
  for (const fixture of parseFixtures(referenceText())) reports.push(await verifyCase(backend, fixture));
  const passed = `${reports.filter((report) => report.passed).length} of ${reports.length}`;
  const errors = [/^field/, /^end\.[xs]/, /^loss/, /^gradient/].map((quantity) => median(reports, quantity));
  rows.push([title, backend.description, passed, ...errors]);
  await backend.dispose();
}
const table = aligned([['backend', 'here', 'cases passed', 'field', 'end state', 'loss', 'gradients'], ...rows]);
const text = readFileSync(readme, 'utf8');
const [before, after] = [text.split(begin)[0]!, text.split(end)[1]!];
writeFileSync(readme, `${before}${begin}\n\n${table}\n\n${end}${after}`);
process.stdout.write(`${table}\n`);
