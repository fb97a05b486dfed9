import { dirname, join } from 'node:path';
import { type CouplingName, couplingNames } from '@hkmem/backend';
import { type EditTaskName, editTaskNames } from '@hkmem/datasets';
import {
  apart,
  checkEdit,
  checkEditable,
  dataSize,
  type EditConfig,
  type EditRecipe,
  editRunSchema,
  identify,
  quick,
  recipeFor,
  recipeOfLaws,
  suggestion,
  usedGraph,
} from '@hkmem/experiments';
import {
  evaluateBase,
  findEvaluation,
  plainTable,
  readConfig,
  readMemory,
  runEdit,
  runFiles,
  summarise,
} from '@hkmem/sweep';
import type { Command } from 'commander';
import { addSettingFlags } from '../config/flags.ts';
import { withOwnSteps } from '../config/own-steps.ts';
import { GivenSettings } from '../config/resolve.ts';
import { type Context, writeJson } from '../console/context.ts';
import { UsageError } from '../console/errors.ts';
import { summaryTable } from '../report/run-report.ts';
import { writeRun } from '../report/write-run.ts';
import { withCommandSession } from '../session/command-session.ts';
import {
  addBackendOptions,
  addDataDirectory,
  addOutputOptions,
  addRunOptions,
  type CommonFlags,
  policyOf,
  resumedSettings,
  sessionOptions,
} from './common-options.ts';
import { editFlags, evaluationFlags, trainingFlags } from './setting-flags.ts';

const flags = [...editFlags, ...trainingFlags, ...evaluationFlags];

/** `hkmem edit`: a frozen base memory, edited by training oscillators only. */
export function addEdit(program: Command, context: Context): void {
  const command = program
    .command('edit')
    .description('Edit a trained memory by training oscillators only; its own weights stay as they are.')
    .requiredOption('--base <file>', 'weights.safetensors of the memory to edit');
  addSettingFlags(command, flags, {
    seed: quick.seed,
    ...quick.edit('swap', quick.coupling),
    ...withOwnSteps(quick.execution.edit),
  });
  addOutputOptions(addRunOptions(addDataDirectory(addBackendOptions(command))))
    .addHelpText(
      'after',
      '\nswap: the two digits exchange their labels. conflation: the second becomes the first. The associative tasks do so\n' +
        'only where a paired image, which the oscillators see, shows the second digit.\n' +
        'Defaults shown are those of an additive swap; other tasks and couplings have their own rates and alpha.\n' +
        'The run goes to <out>/<task>-<hash of its settings>: one that was stopped goes on, a finished one is used again.',
    )
    .action(async (given: CommonFlags & { readonly base: string }) => {
      const settings = await GivenSettings.of(command, flags, given.config);
      const resumed = await resumedSettings(given);
      const task = taskOf(settings.at('task') ?? resumed?.['task']);
      const base = await readMemory(given.base);
      const recipe = recipeFor(settings.at('data') ?? base.config.data);
      const coupling = couplingOf(settings.at('coupling.kind'), recipe.coupling);
      const usual = recipeOfLaws(recipe.edit(task, coupling), settings.all);
      const checked = settings.over(
        {
          task,
          data: recipe.data,
          seed: recipe.seed,
          base: base.hash,
          ...(resumed ?? usual),
          ...withOwnSteps(recipe.execution.edit),
        },
        editRunSchema,
      );
      const { config: asGiven, execution } = apart(checked);
      const { evaluation } = execution;
      const config = resumed === undefined ? await identified(given.out, asGiven, usual) : asGiven;
      const { pixels, classes } = dataSize(config.data);
      checkEditable(base, { pixels, classes });
      settings.refuse(checkEdit(config, base.checkpoint.spec.neurons));
      if (config.base !== base.hash) throw new UsageError(`base: the settings name another file than '${given.base}'`);
      const summary = await withCommandSession(context, sessionOptions(given), async (session) => {
        const known =
          config.data === base.config.data
            ? await findEvaluation(join(dirname(given.base), runFiles.evaluation), base, evaluation)
            : undefined;
        const answers = known ?? (await evaluateBase(session, base, config.data, evaluation));
        const run = await runEdit(
          session,
          given.out,
          config,
          execution,
          policyOf(given),
          { memory: base, evaluation: answers },
          (folder, finished) => writeRun(folder, finished, finished.unedited, context.now()),
        );
        return summarise(run, run.unedited);
      });
      if (given.json === true) return writeJson(context, summary);
      const found = summary.reused ? 'found finished' : 'written';
      context.stdout.write(`${plainTable(summaryTable([summary]))}\n${found}: ${summary.folder}\n`);
    });
}

/**
 * The configuration that a run is known by: what its graph does not use is at its usual value, unless there is a folder of
 * the very settings from before this was so.
 */
async function identified(root: string, config: EditConfig, usual: EditRecipe): Promise<EditConfig> {
  const there = await readConfig(join(root, identify(config).folder));
  return there === undefined ? { ...config, graph: usedGraph(config.graph, usual.graph) } : config;
}

/** @throws {UsageError} unless the task is one of the four. */
function taskOf(given: unknown): EditTaskName {
  const task = editTaskNames.find((name) => name === given);
  if (task !== undefined) return task;
  const problem = given === undefined ? 'it is not given' : `got '${String(given)}'`;
  throw new UsageError(`--task: ${problem}; ${suggestion(String(given), editTaskNames)}`);
}

/** The coupling whose defaults apply; an unknown name is left to the check of all settings. */
function couplingOf(given: unknown, otherwise: CouplingName): CouplingName {
  return couplingNames.find((name) => name === given) ?? otherwise;
}
