import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Command, InvalidArgumentError } from 'commander';
import { quoted, whole } from '../arguments.ts';
import { describeMachine, load } from '../machine/machine.ts';
import { duration } from '../report/format.ts';
import type { Section } from '../report/sections.ts';
import { insertMarkdown, sectionsMarkdown, sectionsText } from '../report/text.ts';
import type { DenseTrial } from './dense-trial.ts';
import type { GraphTrial } from './trial.ts';

interface Options {
  readonly neurons: readonly number[];
  readonly dense: readonly number[];
  readonly rounds: number;
  readonly markdown?: string;
}

/** Says how graphs, engines and fields grow with edges, each size in processes of its own. */
export async function runGraphCommand(args: readonly string[]): Promise<number> {
  const command = new Command('bench graphs')
    .description('How the time and memory of a small world, its engine and its field grow with edges, to 25 million.')
    .option('--neurons <N,...>', 'sizes', sizesOf, [20_000, 200_000, 1_000_000])
    .option('--dense <N,...>', 'sizes of dense memories', sizesOf, [20_000])
    .option('--rounds <count>', 'processes a size, the median of which counts', whole, 3)
    .option('--markdown <file>', 'write the table there, between <!-- graphs: begin --> and <!-- graphs: end -->')
    .allowExcessArguments(false);
  command.parse(args, { from: 'user' });
  const { neurons, dense, rounds, markdown } = command.opts<Options>();
  const began = load();
  const rows = await medians<GraphTrial>('trial.ts', neurons, rounds);
  const memories = await medians<DenseTrial>('dense-trial.ts', dense, rounds);
  const { processor, cores, node, commit } = describeMachine();
  const section = graphSection(rows, [
    `${['npx -y pnpm@12 bench graphs', ...args.map(quoted)].join(' ')}, on WASM, one thread, D = 3, k = 50, B = 4; ` +
      `${processor}, ${cores} cores, Node ${node}, commit ${commit}, ${new Date().toISOString()}.`,
    `Times are of the processor, medians of ${rounds} processes a size, in which nothing was warm; load ${began} before, ` +
      `${load()} after. Memory is the peak of the process.`,
  ]);
  const sections = [section, denseSection(memories)];
  process.stdout.write(sectionsText(sections));
  if (markdown !== undefined) {
    const document = existsSync(markdown) ? readFileSync(markdown, 'utf8') : '';
    writeFileSync(markdown, insertMarkdown(document, sectionsMarkdown(sections), 'graphs'));
  }
  return 0;
}

/** The table of trials. */
export function graphSection(rows: readonly GraphTrial[], lines: readonly string[]): Section {
  return {
    title: 'Graphs, engines and fields against edges',
    lines,
    header: ['neurons', 'edges', 'graph', 'engine', 'first field', 'a field', 'a field by edge', 'peak memory'],
    rows: rows.map(({ neurons, edges, graph, engine, first, field, megabytes }) => [
      String(neurons),
      String(edges),
      ...[graph, engine, first, field].map(duration),
      `${((field / edges) * 1e6).toFixed(1)} ns`,
      `${megabytes.toFixed(0)} MB`,
    ]),
  };
}

/** The table of dense memories. */
export function denseSection(rows: readonly DenseTrial[]): Section {
  return {
    title: 'Dense memories to their first field',
    lines: ['All N x N weights come from an array on the host; figures as above.'],
    header: ['neurons', 'weights', 'engine', 'writing weights', 'first field', 'a field', 'in all', 'peak memory'],
    rows: rows.map(({ neurons, engine, write, first, field, megabytes }) => [
      String(neurons),
      String(neurons ** 2),
      ...[engine, write, first, field, engine + write + first].map(duration),
      `${megabytes.toFixed(0)} MB`,
    ]),
  };
}

/** The median of each figure. */
export function medianOf<Trial extends object>(trials: readonly Trial[]): Trial {
  const names = Object.keys(trials[0]!) as (keyof Trial)[];
  const middle = (name: keyof Trial): number => {
    const sorted = trials.map((trial) => trial[name] as number).sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)]!;
  };
  return Object.fromEntries(names.map((name) => [name, middle(name)])) as Trial;
}

async function medians<Trial extends object>(
  script: string,
  sizes: readonly number[],
  rounds: number,
): Promise<readonly Trial[]> {
  const rows: Trial[] = [];
  for (const size of sizes) {
    const trials: Trial[] = [];
    for (let round = 0; round < rounds; round++) {
      process.stderr.write(`${script}, ${size} neurons, ${round + 1} of ${rounds}\n`);
      trials.push(await trialOf<Trial>(script, size));
    }
    rows.push(medianOf(trials));
  }
  return rows;
}

async function trialOf<Trial>(script: string, neurons: number): Promise<Trial> {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [path, String(neurons)]);
  return JSON.parse(stdout.slice(stdout.lastIndexOf('{'))) as Trial;
}

/** @throws {InvalidArgumentError} for what are no sizes. */
function sizesOf(text: string): readonly number[] {
  const sizes = text.split(',').map(Number);
  if (sizes.some((size) => !Number.isInteger(size) || size < 52)) {
    throw new InvalidArgumentError('Allowed are whole numbers from 52, with commas between.');
  }
  return sizes;
}
