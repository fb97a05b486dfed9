import { apart, checkBase, quick, recipeFor, trainRunSchema } from '@hkmem/experiments';
import { plainTable, runBase, summarise } from '@hkmem/sweep';
import type { Command } from 'commander';
import { addSettingFlags } from '../config/flags.ts';
import { withOwnSteps } from '../config/own-steps.ts';
import { GivenSettings } from '../config/resolve.ts';
import { type Context, writeJson } from '../console/context.ts';
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
import { baseFlags, evaluationFlags, trainingFlags } from './setting-flags.ts';

const flags = [...baseFlags, ...trainingFlags, ...evaluationFlags];

/** `hkmem train`: a base memory of threshold units. */
export function addTrain(program: Command, context: Context): void {
  const command = program
    .command('train')
    .description(
      'Train a base memory of threshold units on the images of a data set, and evaluate it on the test images.',
    );
  const defaults = { data: quick.data, seed: quick.seed, ...quick.base, ...withOwnSteps(quick.execution.base) };
  addSettingFlags(command, flags, defaults);
  addOutputOptions(addRunOptions(addDataDirectory(addBackendOptions(command))))
    .addHelpText(
      'after',
      '\nThe run goes to <out>/base-<hash of its settings>: a run that was stopped goes on, a finished one is used again.\n' +
        'Training uses few steps of random size; the accuracy is taken by adaptive steps.\n' +
        'A configuration file holds the same settings, nested, such as {"memory": {"hidden": 200}, "flow": {"steps": 4}}.',
    )
    .action(async (given: CommonFlags) => {
      const settings = await GivenSettings.of(command, flags, given.config);
      const resumed = await resumedSettings(given);
      const recipe = recipeFor(settings.at('data') ?? resumed?.['data']);
      const first = resumed ?? { task: 'base', data: recipe.data, seed: recipe.seed, ...recipe.base };
      const checked = settings.over({ ...first, ...withOwnSteps(recipe.execution.base) }, trainRunSchema);
      const { config, execution } = apart(checked);
      settings.refuse(checkBase(config));
      const summary = await withCommandSession(context, sessionOptions(given), async (session) => {
        const run = await runBase(session, given.out, config, execution, policyOf(given), (folder, finished) =>
          writeRun(folder, finished, undefined, context.now()),
        );
        return summarise(run);
      });
      if (given.json === true) return writeJson(context, summary);
      const found = summary.reused ? 'found finished' : 'written';
      context.stdout.write(`${plainTable(summaryTable([summary]))}\n${found}: ${summary.folder}\n`);
    });
}
