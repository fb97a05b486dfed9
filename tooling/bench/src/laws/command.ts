import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { quoted, whole } from '../arguments.ts';
import { describeMachine, load } from '../machine/machine.ts';
import { describeSizes, paperSizes, type Sizes } from '../problem/sizes.ts';
import { insertMarkdown, sectionsMarkdown, sectionsText } from '../report/text.ts';
import { type ComparisonOptions, compared } from './comparison.ts';
import { makingRows } from './making.ts';
import { type ComparedPart, lawSections } from './report.ts';
import { builtInWorks, type ComparedWork, ownWorks } from './rows.ts';
import { makerOf } from './subjects.ts';

interface Options extends Sizes {
  readonly before?: string;
  readonly markdown?: string;
  readonly rounds: number;
  readonly sample: number;
  readonly filter?: RegExp;
}

/** Compares built-in laws with a checkout from before laws, and a user's laws with built-in ones; 1 if a goal is missed. */
export async function runLawCommand(args: readonly string[]): Promise<number> {
  const command = lawCommand();
  command.parse(args, { from: 'user' });
  const { before, markdown, rounds, sample, filter = /./, ...sizes } = command.opts<Options>();
  const tell = (line: string): void => void process.stderr.write(`${line}\n`);
  const began = load();
  const options: ComparisonOptions = { batch: sizes.batch, rounds, warmUp: 2, leastSample: sample, onRow: tell };
  const chosen = (works: readonly ComparedWork[]): readonly ComparedWork[] =>
    works.filter(({ title }) => filter.test(title));
  const builtIn = chosen(builtInWorks(sizes));
  const parts: ComparedPart[] = [];
  const make = await makerOf(1);
  if (before !== undefined) {
    tell('built-in laws against the code before');
    const rows = await compared({ make, works: builtIn }, { make: await makerOf(1, before), works: builtIn }, options);
    parts.push({
      title: 'Built-in laws against the code before laws, one thread',
      ways: ['now', 'before'],
      goal: 1.03,
      rows,
    });
  }
  for (const threads of [1, 2]) {
    tell(`a user's laws against built-in ones, ${threads} threads`);
    const own = threads === 1 ? make : await makerOf(threads);
    const rows = await compared({ make: own, works: chosen(ownWorks(sizes)) }, { make: own, works: builtIn }, options);
    const title = `A user's laws against built-in ones of equal arithmetic, ${threads === 1 ? 'one thread' : 'two threads'}`;
    parts.push({ title, ways: ["a user's", 'built-in'], goal: 1.15, rows });
  }
  tell('making laws');
  const making = makingRows(make, 4 * rounds);
  const { processor, cores, node, commit } = describeMachine();
  const sections = lawSections(parts, making, [
    `${['npx -y pnpm@12 bench laws', ...args.map(quoted)].join(' ')}, on WASM SIMD (relaxed), ${describeSizes(sizes)}; ` +
      `${processor}, ${cores} cores, Node ${node}, commit ${commit}, ${new Date().toISOString()}.`,
    'Times are of the processor, all threads of the process together, not of a clock on the wall, and both ways take turns ' +
      `in one process, ${rounds} rounds; a ratio is the median of those of neighbouring samples. So other programs (load ` +
      `${began} before, ${load()} after) take time that is not counted, but caches and memory that are. The processor time ` +
      'of two threads holds what they wait for each other while spinning.',
  ]);
  process.stdout.write(sectionsText(sections));
  if (markdown !== undefined) {
    const document = existsSync(markdown) ? readFileSync(markdown, 'utf8') : '';
    writeFileSync(markdown, insertMarkdown(document, sectionsMarkdown(sections), 'laws'));
  }
  return sections.some((section) => section.rows.some((row) => row.at(-1) === 'missed')) ? 1 : 0;
}

function lawCommand(): Command {
  return new Command('bench laws')
    .description(
      'Compares laws by processor time: built-in ones with the code before, those of a user with built-in ones.',
    )
    .option('--before <folder>', 'a checkout from before laws with its packages built, such as a worktree of e6d24c4')
    .option('--markdown <file>', 'write the tables there, between <!-- laws: begin --> and <!-- laws: end -->')
    .option(
      '--filter <pattern>',
      'only works whose title a regular expression finds',
      (text: string) => new RegExp(text),
    )
    .option('--rounds <count>', 'rounds of every comparison', whole, 15)
    .option('--sample <ms>', 'processor time of a sample at least', whole, 100)
    .option('--neurons <N>', 'neurons N', whole, paperSizes.neurons)
    .option('--batch <B>', 'batch B', whole, paperSizes.batch)
    .option('--dimension <D>', 'dimension D', whole, paperSizes.dimension)
    .option('--neighbours <k>', 'neighbours k', whole, paperSizes.neighbours)
    .allowExcessArguments(false);
}
