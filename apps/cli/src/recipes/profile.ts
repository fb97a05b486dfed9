import { type CouplingName, couplingNames } from '@hkmem/backend';
import { type EditTaskName, editTaskNames } from '@hkmem/datasets';
import { z } from 'zod';
import { checkBase, checkEdit, type SettingProblem } from '../config/check-config.ts';
import { neuronsOf } from '../config/data-shapes.ts';
import { isSettings, layerSettings, type Settings } from '../config/merge.ts';
import type { GivenSettings } from '../config/resolve.ts';
import { editRunSchema, finerSchema, trainRunSchema } from '../config/schema.ts';
import {
  type BaseConfig,
  type DataName,
  dataNames,
  type EditConfig,
  type ExecutionConfig,
} from '../config/settings.ts';
import { usedGraph } from '../config/used-graph.ts';
import { validateOver } from '../config/validate.ts';
import { ConfigError, UsageError } from '../console/errors.ts';
import type { Recipe } from './recipe.ts';
import { recipeFor } from './recipes.ts';

/** An edit before the weights that it edits are known. */
export type PlannedEdit = Omit<EditConfig, 'base'>;

/** What `hkmem start` is to do. */
export interface Profile {
  readonly name: string;
  readonly base: { readonly config: BaseConfig; readonly execution: ExecutionConfig };
  readonly edits: readonly { readonly config: PlannedEdit; readonly execution: ExecutionConfig }[];
  readonly agreement: Recipe['agreement'];
}

interface ProfileSettings {
  readonly data: DataName;
  readonly seed: number;
  readonly tasks: readonly EditTaskName[];
  readonly coupling: CouplingName;
  readonly agreement: Recipe['agreement'];
  readonly base: Settings;
  readonly edit: Settings;
  readonly edits: Settings;
}

const settingsOf = z.record(z.string(), z.unknown());

const profileSchema: z.ZodType<ProfileSettings> = z.strictObject({
  data: z.enum(dataNames),
  seed: z.int().min(0),
  tasks: z.array(z.enum(editTaskNames)),
  coupling: z.enum(couplingNames),
  agreement: finerSchema,
  base: settingsOf,
  edit: settingsOf,
  edits: z.strictObject(Object.fromEntries(editTaskNames.map((name) => [name, settingsOf.exactOptional()]))),
});

/** Takes the place of a hash of weights while there are none. */
const unknownBase = '0'.repeat(64);

/**
 * The profile with what a user gave laid over it: `seed`, `data`, `tasks`, `coupling`, `agreement`, settings of the
 * `base`, of every `edit`, and of single `edits` by task. @throws {ConfigError} naming every setting at fault.
 */
export function profileOf(given: GivenSettings): Profile {
  const recipe = recipeFor(given.at('data'));
  const { data, seed, tasks, coupling, agreement } = recipe;
  const top = given.over({ data, seed, tasks, coupling, agreement, base: {}, edit: {}, edits: {} }, profileSchema);
  const common = { data: top.data, seed: top.seed };
  const { evaluation, checkpointEvery, ...base } = validateOver(
    trainRunSchema,
    { task: 'base', ...common, ...recipe.base, ...recipe.execution.base },
    part(given, 'base'),
    { source: 'settings under base', flags: new Map() },
  );
  refuse('settings under base', checkBase(base));
  const edits = top.tasks.map((task) => {
    const usual = recipe.edit(task, top.coupling);
    const {
      base: _,
      evaluation: judged,
      checkpointEvery: every,
      ...asGiven
    } = validateOver(
      editRunSchema,
      { task, ...common, base: unknownBase, ...usual, ...recipe.execution.edit },
      layerSettings(part(given, 'edit'), part(given, `edits.${task}`)),
      { source: `settings under edit or edits.${task}`, flags: new Map() },
    );
    const config = { ...asGiven, graph: usedGraph(asGiven.graph, usual.graph) };
    refuse(`settings under edit or edits.${task}`, checkEdit({ ...config, base }, neuronsOf(base.data, base.memory)));
    return { config, execution: { evaluation: judged, checkpointEvery: every } };
  });
  return {
    name: recipe.name,
    base: { config: base, execution: { evaluation, checkpointEvery } },
    edits,
    agreement: top.agreement,
  };
}

function refuse(source: string, problems: readonly SettingProblem[]): void {
  if (problems.length > 0)
    throw new ConfigError(
      source,
      problems.map(({ path, words }) => `${path}: ${words}`),
    );
}

/** What was given at a path, with its `null`s. @throws {UsageError} if that sets what only the top may set. */
function part(given: GivenSettings, path: string): Settings {
  const settings = given.at(path);
  if (!isSettings(settings)) return {};
  const fixed = ['task', 'data', 'seed', 'base'].find((key) => key in settings);
  if (fixed !== undefined)
    throw new UsageError(`${path}.${fixed}: not allowed here; task, data and seed are one for all`);
  return settings;
}
