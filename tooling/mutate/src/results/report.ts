import { oneLine } from '../mutants/mutant.ts';
import { type Outcome, type Result, sameBinary } from './result.ts';

/** Outcomes of the mutants of one file. */
interface Row {
  readonly file: string;
  readonly counts: Readonly<Record<Outcome, number>>;
  /** Mutants that were not tried. */
  readonly untried: number;
}

/** What a part of the repository came to. */
export interface PartReport {
  readonly title: string;
  readonly goal: number;
  readonly results: readonly Result[];
  /** Files with the number of their mutants. */
  readonly mutants: ReadonlyMap<string, number>;
  /** Whether those that were tried are drawn at random, if not all were. */
  readonly drawn: boolean;
}

/** Share of mutants that were found among those that could be, in per cent; undefined if there are none. */
export function score(results: readonly Result[]): number | undefined {
  const killed = results.filter(({ outcome }) => outcome === 'killed').length;
  const survived = results.filter(({ outcome }) => outcome === 'survived').length;
  return killed + survived === 0 ? undefined : (100 * killed) / (killed + survived);
}

/**
 * Within what the score of all lies where these are a random sample, in per cent, at a level of 95 % (Wilson, JASA 22, 1927);
 * undefined if there is no score.
 */
export function interval(results: readonly Result[]): readonly [number, number] | undefined {
  const share = score(results);
  if (share === undefined) return undefined;
  const n = results.filter(({ outcome }) => outcome === 'killed' || outcome === 'survived').length;
  const [p, z] = [share / 100, 1.96];
  const middle = p + z ** 2 / (2 * n);
  const half = z * Math.sqrt((p * (1 - p)) / n + z ** 2 / (4 * n ** 2));
  const scale = 100 / (1 + z ** 2 / n);
  return [scale * (middle - half), scale * (middle + half)];
}

/** The page docs/mutation.md, of the tree at a commit if one is given: tables by file, and every mutant that survived or is equivalent by hand. */
export function reportPage(command: string, parts: readonly PartReport[], commit = ''): string {
  const sections = parts.filter(({ results }) => results.length > 0).map(partSection);
  return `${['# Mutation tests', introduction(command, commit), ...sections].join('\n\n')}\n`;
}

function introduction(command: string, commit: string): string {
  const of =
    commit === '' ? '' : ` of the tree at commit ${commit}; results of files that are other there do not count`;
  return [
    `Written by \`${command}\`${of}.`,
    '',
    'One small fault at a time is put into the code, and the tests run until one fails. Killed: a test failed, or the',
    'program ended or went on for ever. Survived: all tests passed. Equivalent: the fault changes nothing that can be',
    'seen, either since the compiler makes the same binary of it or for the reason given. Invalid: the fault is no',
    'program. The score is killed / (killed + survived).',
  ].join('\n');
}

function partSection({ title, goal, results, mutants, drawn }: PartReport): string {
  const files = [...mutants.keys()];
  const rows = files.map((file): Row => {
    const own = results.filter((result) => result.file === file);
    return { file, counts: countsOf(own), untried: mutants.get(file)! - own.length };
  });
  const untried = rows.reduce((sum, row) => sum + row.untried, 0);
  const within = untried > 0 && drawn ? interval(results) : undefined;
  const about =
    within && `, which of all is ${within.map((value) => value.toFixed(1)).join(' to ')} % (a random sample, at 95 %)`;
  const head = `${results.length} mutants tried, ${untried} not; score ${percent(score(results))}${about ?? ''}, goal ${goal} %.`;
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
