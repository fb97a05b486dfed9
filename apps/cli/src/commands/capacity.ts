import { join } from 'node:path';
import { canonicalJson, sha256 } from '@hkmem/experiments';
import { type CapacityRule, type CapacityTrial, capacityPoints, capacityRules, criticalLoads } from '@hkmem/storage';
import {
  capacityTable,
  criticalTable,
  csvTable,
  makeFolder,
  plainTable,
  runTrials,
  writeAtomically,
} from '@hkmem/sweep';
import { type Command, Option } from 'commander';
import { capacityReport } from '../capacity/capacity-report.ts';
import { countHoneycombs } from '../capacity/count-honeycombs.ts';
import { wholeNumber } from '../config/flags.ts';
import { parseRange } from '../config/range.ts';
import { type Context, writeJson } from '../console/context.ts';
import { stoppingAfter } from '../console/interrupt.ts';
import { renderPng } from '../figures/render.ts';
import { addOutputOptions } from './common-options.ts';

interface CapacityFlags {
  readonly rule: CapacityRule | 'honeycomb';
  readonly cells: string;
  readonly neurons?: string;
  readonly loads: string;
  readonly damages: string;
  readonly seeds: string;
  readonly tried: string;
  readonly jobs?: string;
  readonly out: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

type Sized = CapacityFlags & { readonly neurons: string };

/** `hkmem capacity`: how many random patterns a rule holds. */
export function addCapacity(program: Command, context: Context): void {
  const command = program
    .command('capacity')
    .description('Store random patterns by a rule, recall them from damaged cues, and show how many come back.')
    .addOption(
      new Option('--rule <name>', 'how patterns are stored').choices([...capacityRules, 'honeycomb']).default('hebb'),
    )
    .option(
      '--neurons <list>',
      'sizes N: a list 256,512 or a range from:to:step (default: 256; of a honeycomb a cell of 4:9)',
    )
    .option(
      '--loads <list>',
      'patterns over N; over N^(n-1) for polynomial-n; ln of their number over N for exponential',
      '0.1:0.2:0.01',
    )
    .option(
      '--damages <list>',
      'shares of entries turned over in every cue, 0 to 0.5; of log-sum-relu distances over half the least one, 0 to 2',
      '0',
    )
    .option('--cells <list>', 'of a honeycomb, how many cells', '1:3')
    .option('--seeds <list>', 'of patterns and damages', '1:4')
    .option('--tried <n>', 'patterns of each seed that are recalled; of a honeycomb flows from random phases', '50')
    .option('--jobs <n>', 'threads at once (default: number of cores)')
    .option('--out <folder>', 'where results and tables go', 'runs');
  addOutputOptions(command)
    .addHelpText(
      'after',
      '\nUpdates are those of binary units at zero temperature, one after another, until none changes. A trial (rule, size,\n' +
        'load, damage, seed) is kept when it is finished and used again, so a stopped command goes on when it is given again.\n' +
        'Tables and figure: <out>/capacity-<hash>/points.csv, report.md, capacity.svg and .png; the line in the figure is the\n' +
        'known limit of the rule. A honeycomb is counted in three ways: among all phase-locked states, by departures that come\n' +
        'back, and by where flows from random phases end.',
    )
    .action(async (given: CapacityFlags) => {
      context.sayOnInterrupt(stoppingAfter('trial'));
      const flags = { ...given, neurons: given.neurons ?? (given.rule === 'honeycomb' ? '4:9' : '256') };
      if (flags.rule === 'honeycomb') return countHoneycombs(context, flags);
      const trials = trialsOf(flags, flags.rule);
      const finished = await runTrials(trials, {
        root: flags.out,
        jobs: flags.jobs === undefined ? undefined : wholeNumber('--jobs', flags.jobs),
        signal: context.interrupt,
        onProgress: (done, all) => {
          if (flags.quiet !== true && context.stderr.isTTY === true) {
            context.stderr.write(`\r${done} of ${all} trials${done === all ? '\n' : ''}`);
          }
        },
      });
      const points = capacityPoints(finished);
      const critical = criticalLoads(finished);
      const folder = join(flags.out, `capacity-${sha256(canonicalJson(trials)).slice(0, 12)}`);
      await makeFolder(folder);
      const { capacityFigure } = await import('../figures/capacity.ts');
      const figure = capacityFigure(points);
      await writeAtomically(join(folder, 'points.csv'), csvTable(capacityTable(points)));
      await writeAtomically(join(folder, 'report.md'), capacityReport(commandOf(flags), points, finished));
      await writeAtomically(join(folder, 'capacity.svg'), figure.svg);
      await writeAtomically(join(folder, 'capacity.png'), await renderPng(figure));
      if (flags.json === true)
        return writeJson(context, { folder, points, critical, exact: criticalLoads(finished, 'exact') });
      const exact = criticalLoads(finished, 'exact');
      const half = (['near', 'exact'] as const)
        .map((criterion) => [criterion, criterion === 'near' ? critical : exact] as const)
        .filter(([, loads]) => loads.some(({ load }) => load !== undefined))
        .map(([criterion, loads]) => `\n\n${plainTable(criticalTable(loads, criterion))}`)
        .join('');
      context.stdout.write(`${plainTable(capacityTable(points))}${half}\n\n${folder}\n`);
    });
}

/** Every combination of what the flags list. @throws {UsageError} */
function trialsOf(flags: Sized, rule: CapacityRule): CapacityTrial[] {
  const tried = wholeNumber('--tried', flags.tried);
  const lists = {
    neurons: parseRange('--neurons', flags.neurons),
    load: parseRange('--loads', flags.loads),
    damage: parseRange('--damages', flags.damages),
    seed: parseRange('--seeds', flags.seeds),
  };
  return lists.neurons.flatMap((neurons) =>
    lists.damage.flatMap((damage) =>
      lists.load.flatMap((load) => lists.seed.map((seed) => ({ rule, neurons, load, damage, seed, tried }))),
    ),
  );
}

function commandOf({ rule, neurons, loads, damages, seeds, tried }: Sized): string {
  const damaged = damages === '0' ? '' : ` --damages ${damages}`;
  return `hkmem capacity --rule ${rule} --neurons ${neurons} --loads ${loads}${damaged} --seeds ${seeds} --tried ${tried}`;
}
