import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Command } from 'commander';
import { quoted, whole } from '../arguments.ts';
import { describeMachine, load } from '../machine/machine.ts';
import { type Summary, summarise } from '../measure/statistics.ts';
import { duration } from '../report/format.ts';
import type { Section } from '../report/sections.ts';
import { sectionsText } from '../report/text.ts';
import type { GuardTrial } from './trial.ts';

interface Options {
  readonly rounds: number;
  readonly milliseconds: number;
}

/** Builds as they are, and with their guards taken out when they are loaded. */
const ways = {
  guarded: [],
  unguarded: ['--import', new URL('without-guards.ts', import.meta.url).href],
} as const;

/** Says what guards of arguments cost where calls are short: builds with them and without, in processes of their own, in turn. */
export async function runGuardCommand(args: readonly string[]): Promise<number> {
  const command = new Command('bench guards')
    .description('What checks of arguments cost in small works: processor time of builds with them and without.')
    .option('--rounds <count>', 'processes of either kind, in turn', whole, 5)
    .option('--milliseconds <count>', 'processor time of each work in a process', whole, 500)
    .allowExcessArguments(false);
  command.parse(args, { from: 'user' });
  const { rounds, milliseconds } = command.opts<Options>();
  const began = load();
  const pairs: (readonly [guarded: GuardTrial, unguarded: GuardTrial])[] = [];
  for (let round = 0; round < rounds; round++) {
    process.stderr.write(`round ${round + 1} of ${rounds}\n`);
    const first = await trialOf(round % 2 === 0 ? ways.guarded : ways.unguarded, milliseconds);
    const second = await trialOf(round % 2 === 0 ? ways.unguarded : ways.guarded, milliseconds);
    pairs.push(round % 2 === 0 ? [first, second] : [second, first]);
  }
  const { processor, cores, node, commit } = describeMachine();
  const section = guardSection(pairs, [
    `${['npx -y pnpm@12 bench guards', ...args.map(quoted)].join(' ')}; ${processor}, ${cores} cores, Node ${node}, ` +
      `commit ${commit}, ${new Date().toISOString()}; load ${began} before, ${load()} after.`,
  ]);
  process.stdout.write(sectionsText([section]));
  return 0;
}

/** The table of rounds: medians of a call, and of the ratio of neighbouring processes. */
export function guardSection(
  pairs: readonly (readonly [guarded: GuardTrial, unguarded: GuardTrial])[],
  lines: readonly string[],
): Section {
  return {
    title: 'Guards of arguments',
    lines,
    header: ['work', 'guarded', 'unguarded', 'ratio', 'quartiles'],
    rows: Object.keys(pairs[0]![0]).map((title) => {
      const [guarded, unguarded] = [0, 1].map((side) => summarise(pairs.map((pair) => pair[side as 0 | 1][title]!)));
      const ratio = summarise(pairs.map(([a, b]) => a[title]! / b[title]!));
      return [title, duration(guarded!.median), duration(unguarded!.median), ratio.median.toFixed(3), quartiles(ratio)];
    }),
  };
}

function quartiles({ lower, upper }: Summary): string {
  return `${lower.toFixed(3)} to ${upper.toFixed(3)}`;
}

async function trialOf(flags: readonly string[], milliseconds: number): Promise<GuardTrial> {
  const script = fileURLToPath(new URL('trial.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, script, String(milliseconds)]);
  return JSON.parse(stdout.slice(stdout.lastIndexOf('{'))) as GuardTrial;
}
