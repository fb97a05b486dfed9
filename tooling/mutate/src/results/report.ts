import { oneLine } from '../mutants/mutant.ts';
import { type Counts, countsOf, type FileReport, type Unfound } from './file-report.ts';

/** What a part of the repository came to. */
export interface PartReport {
  readonly title: string;
  /** Share of mutants that is to be killed, in per cent. */
  readonly goal: number;
  /** Of every file, also of those of which nothing is known. */
  readonly files: readonly FileReport[];
  /** Files whose text is another than the one that was tried. */
  readonly changed: ReadonlySet<string>;
  /** Whether those that were tried are drawn at random, if not all were. */
  readonly drawn: boolean;
}

/** Share of mutants that were found among those that could be, in per cent; undefined if there are none. */
export function score({ killed, survived }: Pick<Counts, 'killed' | 'survived'>): number | undefined {
  return killed + survived === 0 ? undefined : (100 * killed) / (killed + survived);
}

/**
 * Within what the score of all lies where these are a random sample, in per cent, at a level of 95 % (Wilson, JASA 22, 1927);
 * undefined if there is no score.
 */
export function interval(counts: Pick<Counts, 'killed' | 'survived'>): readonly [number, number] | undefined {
  const share = score(counts);
  if (share === undefined) return undefined;
  const n = counts.killed + counts.survived;
  const [p, z] = [share / 100, 1.96];
  const middle = p + z ** 2 / (2 * n);
  const half = z * Math.sqrt((p * (1 - p)) / n + z ** 2 / (4 * n ** 2));
  const scale = 100 / (1 + z ** 2 / n);
  return [scale * (middle - half), scale * (middle + half)];
}

/** The page docs/mutation.md: tables by file, and every mutant that survived or is equivalent by hand. */
export function reportPage(command: string, parts: readonly PartReport[]): string {
  const sections = parts.filter(({ files }) => countsOf(files).tried > 0).map(partSection);
  return `${['# Mutation tests', introduction(command), ...sections].join('\n\n')}\n`;
}

function introduction(command: string): string {
  return [
    `Last written by \`${command}\`, which takes what earlier runs measured from tooling/mutate/measured.`,
    '',
    'One small fault at a time is put into the code, and the tests run until one fails. Killed: a test failed, or the',
    'program ended or went on for ever. Survived: all tests passed. Equivalent: the fault changes nothing that can be',
    'seen, either since the compiler makes the same binary of it or for the reason given. Invalid: the fault is no',
    'program. The score is killed / (killed + survived). Tests are those of the commit in the last column; where it names',
    'several, what had survived was tried again by those of the later ones. A star says that the file is another since.',
  ].join('\n');
}

function partSection({ title, goal, files, changed, drawn }: PartReport): string {
  const counts = countsOf(files);
  const within = counts.untried > 0 && drawn ? interval(counts) : undefined;
  const about =
    within && `, which of all is ${within.map((value) => value.toFixed(1)).join(' to ')} % (a random sample, at 95 %)`;
  const head = `${counts.tried} mutants tried, ${counts.untried} not; score ${percent(score(counts))}${about ?? ''}, goal ${goal} %.`;
  const lines = (with_: boolean, say: (file: string, mutant: Unfound) => string): readonly string[] =>
    files.flatMap(({ file, unfound }) =>
      unfound.filter(({ reason }) => (reason !== undefined) === with_).map((mutant) => say(file, mutant)),
    );
  const survivors = lines(false, changeLine);
  const byHand = lines(true, (file, mutant) => `${changeLine(file, mutant)}: ${mutant.reason}`);
  return [
    `## ${title}`,
    head,
    table(files, changed),
    ...(survivors.length > 0 ? [`### Survivors`, survivors.join('\n')] : []),
    ...(byHand.length > 0 ? [`### Equivalent`, byHand.join('\n')] : []),
  ].join('\n\n');
}

function table(files: readonly FileReport[], changed: ReadonlySet<string>): string {
  const head = [
    '| file | killed | survived | equivalent | invalid | not tried | score | at |',
    '| --- | --: | --: | --: | --: | --: | --: | --- |',
  ];
  const lines = files.map((report) => {
    const counts = countsOf([report]);
    const { killed, survived, equivalent, invalid, untried } = counts;
    const at = `${report.commits.join(', ')}${changed.has(report.file) ? ' *' : ''}`;
    const numbers = [killed, survived, equivalent, invalid, untried];
    return `| ${report.file} | ${numbers.join(' | ')} | ${percent(score(counts))} | ${at} |`;
  });
  return [...head, ...lines].join('\n');
}

function changeLine(file: string, { line, original, replacement }: Unfound): string {
  const code = (text: string): string => (text === '' ? 'nothing' : `\`${oneLine(text).replaceAll('`', "'")}\``);
  return `- ${file}:${line}: ${code(original)} to ${code(replacement)}`;
}

function percent(value: number | undefined): string {
  return value === undefined ? '' : `${value.toFixed(1)} %`;
}
