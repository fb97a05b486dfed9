import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { runCheck } from './check/check.ts';
import type { Assets } from './data/assets.ts';
import { listedParts } from './parts/list.ts';
import type { RowTask } from './parts/rows.ts';
import { markdownOf, tally } from './report/markdown.ts';
import { NoGpuError } from './run/diagnose.ts';
import type { PartContext } from './run/part.ts';
import { type ProcessSettings, reportFinding } from './run/run-part.ts';

interface Options {
  readonly budget: number;
  readonly only: readonly string[];
  readonly out: string;
  readonly variant?: string;
  readonly short?: boolean;
}

/** What differs between the tree and the packed folder. */
export interface Place {
  /** How the command is called, for its help. */
  readonly name: string;
  readonly assets: Assets;
  /** Where the report goes unless told otherwise. */
  readonly out: string;
  /** Adds what only the tree can do. */
  extend?(command: Command): void;
}

/** Runs the check, or one of its processes; the exit code: 1 if something failed, 2 if there is no GPU or no such option. */
export async function runGpuCheck(args: readonly string[], place: Place): Promise<number> {
  let code = 0;
  const command = new Command(place.name)
    .description('Checks a GPU by Vulkan against float64 and wasm, and measures updates and recall on it.')
    .option('--budget <seconds>', 'what all parts take together at most', seconds, 480)
    .option('--only <parts>', `comma-separated: ${listedParts.map(({ id }) => id).join(', ')}`, partNames, [])
    .option('--out <folder>', 'where gpu-check.json and gpu-check.md go', place.out)
    .option('--variant <name>', 'the adapter: high-performance, low-power or software')
    .option('--short', 'few systems and small sizes, to try the program')
    .allowExcessArguments(false)
    .action(async () => {
      code = await check(command.opts<Options>());
    });
  command.command('part <id> <settings>', { hidden: true }).action((id: string, settings: string) => {
    const given = JSON.parse(settings) as ProcessSettings;
    return listedParts.find((part) => part.id === id)!.run!(contextOf(place, given));
  });
  command.command('row <settings>', { hidden: true }).action(async (settings: string) => {
    const given = JSON.parse(settings) as ProcessSettings & { readonly task: RowTask };
    const { runRow } = await import('./parts/row.ts');
    await runRow(contextOf(place, given), given.task);
  });
  place.extend?.(command);
  await command.parseAsync(args, { from: 'user' });
  return code;
}

async function check({ budget, only, out, variant, short = false }: Options): Promise<number> {
  const tell = (line: string): void => void process.stdout.write(`${line}\n`);
  try {
    const report = await runCheck({ budget, only, short, tell, ...(variant !== undefined && { variant }) });
    mkdirSync(out, { recursive: true });
    writeFileSync(join(out, 'gpu-check.json'), `${JSON.stringify(report, null, 2)}\n`);
    writeFileSync(join(out, 'gpu-check.md'), markdownOf(report));
    for (const { title, findings } of report.parts) tell(`${title}: ${tally(findings)}`);
    tell(`${report.seconds.toFixed(0)} s; written: ${join(out, 'gpu-check.json')}, ${join(out, 'gpu-check.md')}`);
    return report.failed ? 1 : 0;
  } catch (error) {
    if (!(error instanceof NoGpuError)) throw error;
    process.stderr.write(`${error.name}: ${error.message}\n`);
    return 2;
  }
}

function contextOf({ assets }: Place, { seconds: allotted, ...given }: ProcessSettings): PartContext {
  const end = performance.now() + 1000 * allotted;
  return { assets, ...given, remaining: () => end - performance.now(), report: reportFinding };
}

/** @throws {InvalidArgumentError} unless it is a whole number of seconds that leaves each part one. */
function seconds(text: string): number {
  const value = Number(text);
  if (!(Number.isInteger(value) && value >= 20)) {
    throw new InvalidArgumentError('Allowed is a whole number from 20.');
  }
  return value;
}

/** @throws {InvalidArgumentError} for a name that no part has. */
function partNames(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  const known = listedParts.map(({ id }) => id);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new InvalidArgumentError(`Got '${unknown}', allowed are ${known.join(', ')}.`);
  return names;
}
