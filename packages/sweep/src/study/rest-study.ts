import { RandomKey, ValueError } from '@hkmem/backend';
import { damages as allDamages, corrupt, damageByName, type ImageDataset, validationSplit } from '@hkmem/datasets';
import { heun } from '@hkmem/dynamics';
import {
  type BaseConfig,
  baseProblem,
  baseSchema,
  briefRestMemory,
  ConfigError,
  checkBase,
  type DataName,
  restEvaluationDefaults,
  restMemory,
  type Settings,
  validateOver,
  startOnly as withoutClamp,
} from '@hkmem/experiments';
import { type RestJudgement, type RestRun, runAtRest } from '../running/rest-run.ts';
import type { Session } from '../session/session.ts';
import { type EditedTask, type RestEditOptions, runRestEdits } from './rest-edits.ts';

/** How the study of memories at rest is run. */
export interface RestStudyOptions {
  /** The images. */
  readonly data: DataName;
  /** How many memories. */
  readonly seeds: number;
  /** Seed of the first. */
  readonly firstSeed: number;
  /** Where run folders go. */
  readonly root: string;
  /** Judge by the training images that are held out; test images are not touched. */
  readonly validating: boolean;
  /** Images that judge, from the first; all if absent. */
  readonly images?: number;
  /** Names of damages; of the ten those that fit in the images if absent. */
  readonly damages?: readonly string[];
  /** Train with the updates that `hkmem start` has time for. */
  readonly brief: boolean;
  /** Train a memory whose cue only starts the flow, too. */
  readonly startOnly: boolean;
  /** Edit memories too; none if absent. */
  readonly edits?: Pick<RestEditOptions, 'tasks' | 'couplings' | 'corrections' | 'disturbed' | 'updates'> & {
    /** How many memories, from the first. */
    readonly seeds: number;
  };
  /** Changes of the recipe's settings, nested. */
  readonly changes: Settings;
}

/** Memories of one kind, by seed. */
export interface RestMemories {
  /** What they are called. */
  readonly title: string;
  /** What they were trained with, of seed 1. */
  readonly config: BaseConfig;
  /** In the order of seeds. */
  readonly runs: readonly RestRun[];
}

/** What the study found. */
export interface RestStudy {
  /** Groups of memories, the clamped ones first. */
  readonly memories: readonly RestMemories[];
  /** Edits of the first memories, if asked for. */
  readonly edits?: readonly EditedTask[];
}

/** What is done to the images that judge edits. */
const editDamages: readonly string[] = ['none', 'noise 0.3'];

/**
 * A field below 1e-4 by T = 50: of the flow, or after 25 sweeps of alternating minimisation of layers from T = 5, since a sweep
 * takes a slow departure of rate r down by (1 - r)^2, as far as the flow does in a time of 2. Samples that need longer sweep on,
 * so that all are judged where they rest.
 */
export function restJudgement({ images, damages }: Pick<RestStudyOptions, 'images' | 'damages'>): RestJudgement {
  damages?.forEach(damageByName);
  const { tolerance } = restEvaluationDefaults;
  const search = {
    switchBelow: tolerance,
    until: 45,
    sweeps: 400,
    rounds: 1,
    newtonSteps: 0,
    curvatureProducts: 0,
    solver: heun,
  };
  const chosen = { ...(images !== undefined && { images }), ...(damages && { damages }) };
  return { ...restEvaluationDefaults, ...chosen, sweepsInTime: 25, search };
}

/**
 * Trains memories that answer at rest, those under a clamp by several seeds, and as asked for one whose cue only starts the
 * flow and edits of the first ones, and follows test images to rest. What is there already is used. Throws as `runAtRest`.
 */
export async function runRestStudy(session: Session, options: RestStudyOptions): Promise<RestStudy> {
  const { data, seeds, firstSeed, root, validating, brief, startOnly, changes } = options;
  const dataset = await session.dataset(data);
  const damages = options.damages ?? fitting(dataset);
  checkFit(damages, dataset);
  const judgement = {
    ...restJudgement({ ...options, damages }),
    ...(validating && { judges: heldOutOf(dataset, options) }),
  };
  const memories = async (
    title: string,
    of: (data: DataName, seed: number) => BaseConfig,
    count: number,
  ): Promise<RestMemories> => {
    const runs: RestRun[] = [];
    for (let n = 0; n < count; n++) {
      const config = changed(of(data, firstSeed + n), changes);
      runs.push(await runAtRest(session, root, baseProblem(config, dataset), judgement));
    }
    return { title, config: changed(of(data, firstSeed), changes), runs };
  };
  const recipe = brief ? briefRestMemory : restMemory;
  const clamped = await memories('cue as start and as input', recipe, seeds);
  const unclamped = (of: DataName, seed: number): BaseConfig => withoutClamp(recipe(of, seed));
  const others = startOnly ? [await memories('cue as start only', unclamped, 1)] : [];
  if (options.edits === undefined) return { memories: [clamped, ...others] };
  const { seeds: edited, ...chosen } = options.edits;
  const seeded = clamped.runs.slice(0, edited).map(({ memory }, n) => ({ memory, seed: firstSeed + n }));
  const wanted = { ...chosen, data, root, judgement: editJudgement(judgement) };
  return { memories: [clamped, ...others], edits: await runRestEdits(session, seeded, wanted) };
}

/** Edits are judged by clean images and by noise, as far as the memories are. */
function editJudgement({ damages, ...judgement }: RestJudgement): RestJudgement {
  const shown = editDamages.filter((name) => damages?.includes(name) ?? true);
  return { ...judgement, damages: shown.length > 0 ? shown : damages! };
}

/** @throws {ValueError} before anything is trained, for a damage that is none or does not fit in the images. */
function checkFit(damages: readonly string[], { test: { height, width } }: ImageDataset): void {
  const blank = new Float32Array(height * width);
  for (const name of damages) {
    const { corruption } = damageByName(name);
    if (corruption !== undefined) corrupt(blank, corruption, RandomKey.fromSeed(0).stream(), { height, width });
  }
}

/** Names of the damages that images are large enough for. */
function fitting({ test: { height, width } }: ImageDataset): readonly string[] {
  const side = Math.min(height, width);
  return allDamages
    .filter(({ corruption }) => corruption?.kind !== 'occlude' || corruption.size <= side)
    .map(({ name }) => name);
}

/** @throws {ValueError} if the settings hold no images out. */
function heldOutOf(
  dataset: ImageDataset,
  { data, firstSeed, changes }: RestStudyOptions,
): NonNullable<RestJudgement['judges']> {
  const count = changed(restMemory(data, firstSeed), changes).rest?.heldOut;
  if (count === undefined)
    throw new ValueError('rest.heldOut', 'none', 'training images that judge', 'Or judge by test images.');
  return { name: 'validation', dataset: validationSplit(dataset, count) };
}

/** @throws {ConfigError} before anything is trained, if the settings do not fit each other. */
function changed(config: BaseConfig, changes: Settings): BaseConfig {
  const whole = validateOver(baseSchema, config, changes, { source: 'settings', names: new Map() });
  const problems = checkBase(whole).map(({ path, words }) => `${path}: ${words}`);
  if (problems.length > 0) throw new ConfigError('settings', problems);
  return whole;
}
