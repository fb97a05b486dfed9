import { type CouplingName, couplingNames } from '@hkmem/backend';
import { type EditTaskName, editTaskNames } from '@hkmem/datasets';
import {
  apart,
  type BaseCell,
  type BaseConfig,
  baseSchema,
  briefRestMemory,
  ConfigError,
  checkBase,
  checkEdit,
  type DataName,
  dataNames,
  type EditCell,
  editRunSchema,
  type FinerEvaluation,
  finerSchema,
  isSettings,
  layerSettings,
  neuronsOf,
  recipeFor,
  recipeOfLaws,
  type SettingProblem,
  type Settings,
  trainRunSchema,
  usedGraph,
  validateOver,
} from '@hkmem/experiments';
import { z } from 'zod';
import { withOwnSteps } from '../config/own-steps.ts';
import type { GivenSettings } from '../config/resolve.ts';
import { UsageError } from '../console/errors.ts';

/** What `hkmem start` is to do: a study of a base memory and edits of it. */
export interface Profile {
  readonly name: string;
  /** A memory that answers at rest, which is shown first. */
  readonly rest: BaseConfig;
  /** Test images of each damage that it is followed to rest for. */
  readonly restImages: number;
  readonly base: BaseCell;
  readonly edits: readonly EditCell[];
  /** The finer integration that judges all of them again. */
  readonly agreement: FinerEvaluation;
}

interface ProfileSettings {
  readonly data: DataName;
  readonly seed: number;
  readonly tasks: readonly EditTaskName[];
  readonly coupling: CouplingName;
  readonly agreement: FinerEvaluation;
  readonly restImages: number;
  readonly rest: Settings;
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
  restImages: z.int().min(1),
  rest: settingsOf,
  base: settingsOf,
  edit: settingsOf,
  edits: z.strictObject(Object.fromEntries(editTaskNames.map((name) => [name, settingsOf.exactOptional()]))),
});

/** Test images that judge a memory again by a finer integration, at most. */
const finerImages = 500;

/** Takes the place of a hash of weights while there are none. */
const unknownBase = '0'.repeat(64);

/**
 * The profile with what a user gave laid over it: `seed`, `data`, `tasks`, `coupling`, `agreement`, settings of the
 * memory at `rest`, of the `base`, of every `edit`, and of single `edits` by task. @throws {ConfigError} naming every setting at fault.
 */
export function profileOf(given: GivenSettings): Profile {
  const recipe = recipeFor(given.at('data'));
  const { data, seed, tasks, coupling } = recipe;
  const agreement = {
    ...recipe.agreement,
    images: Math.min(recipe.agreement.images ?? finerImages, finerImages),
    steps: 'own',
  } as const;
  const ofBase = withOwnSteps(recipe.execution.base);
  const ofEdits = withOwnSteps(recipe.execution.edit);
  const top = given.over(
    { data, seed, tasks, coupling, agreement, restImages: 200, rest: {}, base: {}, edit: {}, edits: {} },
    profileSchema,
  );
  const common = { data: top.data, seed: top.seed };
  const checked = validateOver(
    trainRunSchema,
    { task: 'base', ...common, ...recipe.base, ...ofBase },
    part(given, 'base'),
    { source: 'settings under base', names: new Map() },
  );
  const { config: base, execution } = apart(checked);
  refuse('settings under base', checkBase(base));
  const rest = validateOver(baseSchema, briefRestMemory(top.data, top.seed), part(given, 'rest'), {
    source: 'settings under rest',
    names: new Map(),
  });
  refuse('settings under rest', checkBase(rest));
  const edits = top.tasks.map((task) => {
    const own = layerSettings(part(given, 'edit'), part(given, `edits.${task}`));
    const usual = recipeOfLaws(recipe.edit(task, top.coupling), own);
    const ofTask = validateOver(editRunSchema, { task, ...common, base: unknownBase, ...usual, ...ofEdits }, own, {
      source: `settings under edit or edits.${task}`,
      names: new Map(),
    });
    const {
      config: { base: _, ...asGiven },
      execution: ofEdit,
    } = apart(ofTask);
    const edit = { ...asGiven, graph: usedGraph(asGiven.graph, usual.graph), base };
    refuse(`settings under edit or edits.${task}`, checkEdit(edit, neuronsOf(base.data, base.memory)));
    return { kind: 'edit', config: edit, execution: ofEdit, finer: top.agreement } as const;
  });
  return {
    name: recipe.name,
    rest,
    restImages: top.restImages,
    base: { kind: 'base', config: base, execution, finer: top.agreement },
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
