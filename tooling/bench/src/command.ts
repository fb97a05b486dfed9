import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { quoted, whole } from './arguments.ts';
import { growthFigure } from './growth/figure.ts';
import { paperSizes } from './problem/sizes.ts';
import { defaultSubjects } from './problem/subjects.ts';
import type { Report } from './report/report.ts';
import { insertMarkdown, markdownOf, textOf } from './report/text.ts';
import { type BenchSettings, runBenchmark } from './run.ts';

interface Options {
  readonly json?: true;
  readonly quick?: true;
  readonly filter?: readonly RegExp[];
  readonly out: string;
  readonly markdown?: string;
  readonly backends: readonly string[];
  readonly rounds?: number;
  readonly processorTime?: true;
  readonly neurons: number;
  readonly batch: number;
  readonly dimension: number;
  readonly neighbours: number;
}

/** Runs the benchmark as the arguments say; returns the exit code, 1 if anything asked for was not measured. */
export async function runCommand(args: readonly string[]): Promise<number> {
  const command = benchCommand();
  command.parse(args, { from: 'user' });
  const options = command.opts<Options>();
  const { neurons, batch, dimension, neighbours } = options;
  const settings: BenchSettings = {
    sizes: { neurons, batch, dimension, neighbours },
    subjects: options.backends,
    quick: options.quick === true,
    filters: options.filter ?? [],
    processorTime: options.processorTime === true,
    command: ['npx -y pnpm@12 bench', ...args.map(quoted)].join(' '),
    ...(options.rounds !== undefined && { rounds: options.rounds }),
    onPart: (part) => save(part, { out: options.out }),
    onProgress: (line) => process.stderr.write(`${line}\n`),
  };
  const report = await runBenchmark(settings);
  const files = save(report, options);
  process.stdout.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : textOf(report));
  process.stderr.write(`saved ${files.join(', ')}\n`);
  return report.failures.length + report.absent.length > 0 ? 1 : 0;
}

function benchCommand(): Command {
  return new Command('bench')
    .description('Measures kernels, updates, recall, memory and growth against goals, peak and plain tfjs.')
    .option('--json', 'print the report as JSON')
    .option('--quick', 'fewer rounds')
    .option(
      '--filter <pattern>',
      'only rows that a regular expression finds in "part: row on backend", with what they are compared with; repeatable. ' +
        'Parts: kernels, recall, updates, memory, growth',
      (text: string, before: readonly RegExp[] = []) => [...before, pattern(text)],
    )
    .option('--out <folder>', 'where to save benchmark.json and growth.svg', 'runs/bench')
    .option('--markdown <file>', 'write the tables there, between <!-- bench: begin --> and <!-- bench: end -->')
    .option('--backends <list>', 'comma-separated: relaxed-T, plain-T with T threads, cpu-1', list, defaultSubjects)
    .option('--rounds <count>', 'rounds of every part', whole)
    .option('--processor-time', 'take processor time of all threads: for work in one thread on a busy machine')
    .option('--neurons <N>', 'neurons N', whole, paperSizes.neurons)
    .option('--batch <B>', 'batch B', whole, paperSizes.batch)
    .option('--dimension <D>', 'dimension D', whole, paperSizes.dimension)
    .option('--neighbours <k>', 'neighbours k', whole, paperSizes.neighbours)
    .allowExcessArguments(false);
}

function pattern(text: string): RegExp {
  try {
    return new RegExp(text, 'i');
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

function list(text: string): readonly string[] {
  return text
    .split(',')
    .map((id) => id.trim())
    .filter(Boolean);
}

/** Writes what there is to write; returns the files. */
function save(report: Report, { out, markdown }: Pick<Options, 'out' | 'markdown'>): readonly string[] {
  const files: string[] = [];
  const write = (file: string, content: string): void => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    files.push(file);
  };
  const figure = report.growth.length > 0 ? growthFigure(report.growth) : undefined;
  write(join(out, 'benchmark.json'), `${JSON.stringify(report, null, 2)}\n`);
  if (figure !== undefined) write(join(out, 'growth.svg'), figure);
  if (markdown === undefined) return files;
  const picture = `${basename(markdown, '.md')}-growth.svg`;
  if (figure !== undefined) write(join(dirname(markdown), picture), figure);
  const before = existsSync(markdown) ? readFileSync(markdown, 'utf8') : '';
  write(markdown, insertMarkdown(before, markdownOf(report, figure === undefined ? undefined : picture), 'bench'));
  return files;
}
