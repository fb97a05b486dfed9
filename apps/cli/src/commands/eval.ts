import { type EditTaskName, editTaskNames } from '@hkmem/datasets';
import {
  type EvaluationChoice,
  type JudgedMemory,
  judgeMemory,
  type Memory,
  type StoredEvaluation,
  seesPairs,
} from '@hkmem/experiments';
import { percent, plainTable, readMemory, type Session } from '@hkmem/sweep';
import type { Scores } from '@hkmem/training';
import { type Command, Option } from 'commander';
import { parseNumber } from '../config/flags.ts';
import { type Context, writeJson } from '../console/context.ts';
import { UsageError } from '../console/errors.ts';
import { withCommandSession } from '../session/command-session.ts';
import {
  addBackendOptions,
  addDataDirectory,
  addOutputOptions,
  type CommonFlags,
  sessionOptions,
} from './common-options.ts';
import { judgeStored, readStored } from './show-stored.ts';

interface EvalFlags extends CommonFlags {
  readonly weights: string;
  readonly task?: 'base' | EditTaskName;
  readonly context?: '0' | '1';
  readonly rtol: string;
  readonly atol: string;
  readonly images?: string;
  readonly energy?: boolean;
  readonly evaluationSteps: 'own' | 'shared';
}

/** `hkmem eval`: how a memory answers the test images. */
export function addEval(program: Command, context: Context): void {
  const command = program
    .command('eval')
    .description(
      'Run the test images through a trained memory and compare its answers with the labels; of stored pictures, damage ' +
        'each in ten ways and count what comes back.',
    )
    .requiredOption('--weights <file>', 'weights.safetensors of a run, or a file of hkmem store')
    .addOption(
      new Option('--task <name>', 'labels to compare with (default: those the memory was trained for)').choices([
        'base',
        ...editTaskNames,
      ]),
    )
    .addOption(
      new Option(
        '--context <which>',
        'of an associative memory: every paired image shows the first (0) or second (1) digit',
      ).choices(['0', '1']),
    )
    .option('--rtol <x>', 'relative tolerance of adaptive steps', '1e-3')
    .option('--atol <x>', 'absolute tolerance', '1e-6')
    .option('--images <n>', 'test images, from the first (default: all)')
    .addOption(
      new Option(
        '--evaluation-steps <whose>',
        "adaptive steps of each image's own, by lawson5, or shared by batches of 200, by tsit5 as in the paper",
      )
        .choices(['own', 'shared'])
        .default('own'),
    )
    .option('--energy', 'watch the energy after every step and report its largest rise');
  addOutputOptions(addDataDirectory(addBackendOptions(command))).action(async (flags: EvalFlags) => {
    const stored = await readStored(flags.weights);
    if (stored !== undefined) return judgeStored(context, stored, flags);
    const memory = await readMemory(flags.weights);
    const settings = evaluationSettings(flags);
    const { evaluation, scores, task } = await withCommandSession(context, sessionOptions(flags), (session) =>
      judge(session, memory, flags, settings),
    );
    const { answers, ...rest } = scores;
    if (flags.json === true) {
      const { backend, flow, seconds, statistics, energy } = evaluation;
      const about = {
        weights: flags.weights,
        trainedFor: memory.config.task,
        backend,
        flow,
        seconds,
        statistics,
        energy,
      };
      return writeJson(context, { ...about, task, ...rest });
    }
    context.stdout.write(describe(memory, task, evaluation, scores));
  });
}

function evaluationSettings(flags: EvalFlags): EvaluationChoice {
  const images = flags.images === undefined ? {} : { images: parseNumber('--images', flags.images) };
  const settings = { rtol: parseNumber('--rtol', flags.rtol), atol: parseNumber('--atol', flags.atol), ...images };
  for (const [name, value] of Object.entries(settings)) {
    if (!(value > 0) || (name === 'images' && !Number.isInteger(value))) {
      throw new UsageError(`--${name}: got ${value}, allowed is a ${name === 'images' ? 'whole ' : ''}number above 0`);
    }
  }
  return { ...settings, energy: flags.energy === true, steps: flags.evaluationSteps };
}

/** @throws {UsageError} if a digit is asked for of a memory that sees no paired image. */
async function judge(
  session: Session,
  memory: Memory,
  { context, task, weights }: EvalFlags,
  settings: EvaluationChoice,
): Promise<JudgedMemory> {
  if (context !== undefined && !seesPairs(memory)) {
    throw new UsageError(`--context: '${weights}' is of the task '${memory.config.task}', which sees no paired image`);
  }
  return judgeMemory({ ...session, memory, dataset: await session.dataset(memory.config.data) }, settings, {
    ...(context !== undefined && { context: context === '0' ? 0 : 1 }),
    ...(task !== undefined && { task }),
  });
}

function describe(memory: Memory, task: string, evaluation: StoredEvaluation, scores: Scores): string {
  const digits = scores.perClass.map((_, digit) => String(digit));
  const byDigit = plainTable({ columns: ['digit', ...digits], rows: [['%', ...scores.perClass.map(percent)]] });
  const confusion = plainTable({
    columns: ['label', ...digits],
    rows: scores.confusion.map((row, label) => [String(label), ...row.map(String)]),
  });
  const { energy, flow, statistics, seconds, backend } = evaluation;
  const rise =
    energy === undefined ? '' : `largest rise of the energy ${energy.relative.toExponential(1)} of its scale\n`;
  return (
    `${percent(scores.accuracy)} % of ${scores.count} test images answered as in '${task}' ` +
    `(memory of '${memory.config.task}')\n${flow}; trained with ${memory.checkpoint.integration}\n` +
    `${backend}: ${statistics.evaluations} field evaluations in ${seconds.toFixed(1)} s\n${rise}\n${byDigit}\n\n${confusion}\n`
  );
}
