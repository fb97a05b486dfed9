import { oneLine } from '../mutants/mutant.ts';
import { type Outcome, type Result, sameBinary } from './result.ts';

/** Outcomes of the mutants of one file. */
interface Row {
  readonly file: string;
  readonly counts: Readonly<Record<Outcome, number>>;
  /** Mutants that were not tried, or all. */
  readonly untried: number | 'all';
}

/** What a part of the repository came to. */
export interface PartReport {
  readonly title: string;
  readonly goal: number;
  readonly results: readonly Result[];
  /** Files with the number of their mutants; undefined where that is not known before they are tried. */
  readonly mutants: ReadonlyMap<string, number | undefined>;
}

/** Share of mutants that were found among those that could be, in per cent; undefined if there are none. */
export function score(results: readonly Result[]): number | undefined {
  const killed = results.filter(({ outcome }) => outcome === 'killed').length;
  const survived = results.filter(({ outcome }) => outcome === 'survived').length;
  return killed + survived === 0 ? undefined : (100 * killed) / (killed + survived);
}

/** The page docs/mutation.md: tables by file, and every mutant that survived or is equivalent by hand. */
export function reportPage(command: string, parts: readonly PartReport[]): string {
  const sections = parts.filter(({ results }) => results.length > 0).map(partSection);
  return `${['# Mutation tests', introduction(command), ...sections].join('\n\n')}\n`;
}

function introduction(command: string): string {
  return [
    `Written by \`${command}\`.`,
    '',
    'One small fault at a time is put into the code, and the tests run until one fails. Killed: a test failed, or the',
    'program ended or went on for ever. Survived: all tests passed. Equivalent: the fault changes nothing that can be',
    'seen, either since the compiler makes the same binary of it or for the reason given. Invalid: the fault is no',
    'program. The score is killed / (killed + survived).',
  ].join('\n');
}

function partSection({ title, goal, results, mutants }: PartReport): string {
  const files = [...mutants.keys()];
  const rows = files.map((file): Row => {
    const own = results.filter((result) => result.file === file);
    const known = mutants.get(file) ?? (own.length > 0 ? own.length : undefined);
    return { file, counts: countsOf(own), untried: known === undefined ? 'all' : known - own.length };
  });
  const untried = rows.reduce((sum, row) => sum + (row.untried === 'all' ? 0 : row.untried), 0);
  const unknown = rows.filter((row) => row.untried === 'all').length;
  const others = unknown === 0 ? '' : `, nor any of ${unknown} files`;
  const head = `${results.length} mutants tried, ${untried} not${others}; score ${percent(score(results))}, goal ${goal} %.`;
  const survivors = results.filter(({ outcome }) => outcome === 'survived');
  const byHand = results.filter(({ outcome, by }) => outcome === 'equivalent' && by !== sameBinary);
  return [
    `## ${title}`,
    head,
    table(rows, results),
    ...(survivors.length > 0 ? [`### Survivors`, survivors.map(changeLine).join('\n')] : []),
    ...(byHand.length > 0
      ? [`### Equivalent`, byHand.map((result) => `${changeLine(result)}: ${result.by}`).join('\n')]
      : []),
  ].join('\n\n');
}

function table(rows: readonly Row[], results: readonly Result[]): string {
  const head = [
    '| file | killed | survived | equivalent | invalid | not tried | score |',
    '| --- | --: | --: | --: | --: | --: | --: |',
  ];
  const lines = rows.map(({ file, counts, untried }) => {
    const own = results.filter((result) => result.file === file);
    const numbers = [counts.killed, counts.survived, counts.equivalent, counts.invalid, untried];
    return `| ${file} | ${numbers.join(' | ')} | ${percent(score(own))} |`;
  });
  return [...head, ...lines].join('\n');
}

function changeLine({ file, line, original, replacement }: Result): string {
  const code = (text: string): string => (text === '' ? 'nothing' : `\`${oneLine(text).replaceAll('`', "'")}\``);
  return `- ${file}:${line}: ${code(original)} to ${code(replacement)}`;
}

function countsOf(results: readonly Result[]): Record<Outcome, number> {
  const counts = { killed: 0, survived: 0, equivalent: 0, invalid: 0 };
  for (const { outcome } of results) counts[outcome]++;
  return counts;
}

function percent(value: number | undefined): string {
  return value === undefined ? '' : `${value.toFixed(1)} %`;
}
