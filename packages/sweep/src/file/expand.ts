import { type CouplingName, couplingNames } from '@hkmem/backend';
import type { EditTaskName } from '@hkmem/datasets';
import {
  apart,
  type BaseCell,
  type Cell,
  ConfigError,
  checkBase,
  checkEdit,
  dataNames,
  type EditCell,
  editRunSchema,
  identifyCell,
  imagesSize,
  isSettings,
  layerSettings,
  neuronsOf,
  recipeFor,
  recipeOfLaws,
  type SettingProblem,
  type Settings,
  settingAt,
  trainRunSchema,
  usedGraph,
  validateOver,
  withSetting,
} from '@hkmem/experiments';
import type { z } from 'zod';
import { readAxis } from './axis.ts';
import { TooManyCellsError } from './errors.ts';
import { type Point, readSample } from './sample.ts';
import type { SweepFile } from './sweep-file.ts';
import { type Target, targetOf } from './target.ts';

/** How many cells a sweep may have unless it is told otherwise. */
export const usualLimit = 1000;

/** Takes the place of the hash of a base memory that is not trained yet. */
const unknownBase = '0'.repeat(64);

/**
 * The cells of a sweep: every task with every combination of the grid's values, duplicates merged.
 * @throws {ConfigError} naming the setting at fault and what is allowed, or if there would be more than `limit`.
 */
export function expandSweep(source: string, file: SweepFile, limit: number = usualLimit): readonly Cell[] {
  const points = gridPoints(source, file, limit);
  const cells = new Map<string, Cell>();
  for (const point of points) {
    for (const task of file.tasks) {
      const cell = task === 'base' ? baseCell(source, file, point) : editCell(source, file, task, point);
      cells.set(identifyCell(cell).id, cell);
    }
  }
  return [...cells.values()];
}

/** One value for every path of the grid. */
interface Placed {
  readonly target: Target;
  readonly value: unknown;
}

function gridPoints(source: string, { grid, tasks }: SweepFile, limit: number): readonly (readonly Placed[])[] {
  const factors: Point[][] = [];
  for (const [path, entry] of Object.entries(grid)) {
    if (path === 'sample') factors.push([...readSample(source, entry, limit)]);
    else factors.push(readAxis(source, path, entry, limit).values.map((value) => new Map([[path, value]])));
  }
  const count = factors.reduce((product, values) => product * values.length, tasks.length);
  if (count > limit) {
    throw new TooManyCellsError(source, 'cells', count, limit);
  }
  const targets = new Map(
    factors.flatMap(([first]) => [...first!.keys()]).map((path) => [path, targetOf(source, path, tasks)] as const),
  );
  let points: Placed[][] = [[]];
  for (const values of factors) {
    points = points.flatMap((below) =>
      values.map((point) => [...below, ...[...point].map(([path, value]) => ({ target: targets.get(path)!, value }))]),
    );
  }
  return points;
}

/** Settings of one part at a point: those of the file, and over them those of the grid. */
function settingsAt(
  { base, edit, edits, data, seed }: SweepFile,
  point: readonly Placed[],
  task: EditTaskName | undefined,
): Settings {
  const ofPart = task === undefined ? [base] : [edit, edits[task]].filter(isSettings);
  const shared = { ...(data !== undefined && { data }), ...(seed !== undefined && { seed }) };
  const part = task === undefined ? 'base' : 'edit';
  const given = point
    .filter(({ target }) => target.part === 'both' || target.part === part)
    .filter(({ target }) => target.task === undefined || target.task === task)
    .map(({ target, value }) => withSetting({}, target.path, value));
  return [shared, ...ofPart, ...given].reduce(layerSettings, {});
}

function baseCell(source: string, file: SweepFile, point: readonly Placed[]): BaseCell {
  const { config, execution } = baseSettings(source, file, point);
  return { kind: 'base', config, execution, ...(file.finer && { finer: file.finer }) };
}

function baseSettings(source: string, file: SweepFile, point: readonly Placed[]): Omit<BaseCell, 'kind' | 'finer'> {
  const settings = settingsAt(file, point, undefined);
  refuse(source, 'base', settings, ['task']);
  const recipe = recipeOf(source, settings);
  const checked = check(
    trainRunSchema,
    { task: 'base', data: recipe.data, seed: recipe.seed, ...recipe.base, ...recipe.execution.base },
    settings,
    `${source}: settings of base`,
  );
  const { config, execution } = apart(checked);
  refuseProblems(`${source}: settings of base`, checkBase(config));
  return { config, execution };
}

function editCell(source: string, file: SweepFile, task: EditTaskName, point: readonly Placed[]): EditCell {
  const settings = settingsAt(file, point, task);
  refuse(source, `edit (${task})`, settings, ['task', 'base']);
  const recipe = recipeOf(source, settings);
  const coupling = couplingOf(settings, file.coupling ?? recipe.coupling);
  const usual = recipeOfLaws(recipe.edit(task, coupling), settings);
  const checked = check(
    editRunSchema,
    {
      task,
      data: recipe.data,
      seed: recipe.seed,
      base: unknownBase,
      ...usual,
      ...recipe.execution.edit,
    },
    settings,
    `${source}: settings of edit (${task})`,
  );
  const {
    config: { base: _, ...given },
    execution,
  } = apart(checked);
  const config = { ...given, graph: usedGraph(given.graph, usual.graph) };
  const { config: base } = baseSettings(source, file, point);
  const { data, memory } = base;
  refuseProblems(`${source}: settings of edit (${task})`, checkEdit({ ...config, base }, neuronsOf(data, memory)));
  return {
    kind: 'edit',
    config: { ...config, base },
    execution,
    ...(file.finer && { finer: file.finer }),
  };
}

function refuseProblems(source: string, problems: readonly SettingProblem[]): void {
  if (problems.length > 0)
    throw new ConfigError(
      source,
      problems.map(({ path, words }) => `${path}: ${words}`),
    );
}

function check<Config>(schema: z.ZodType<Config>, defaults: object, settings: Settings, source: string): Config {
  return validateOver(schema, defaults, settings, { source, names: new Map() });
}

function recipeOf(source: string, settings: Settings): ReturnType<typeof recipeFor> {
  const data = settings['data'];
  if (data !== undefined && !dataNames.some((name) => name === data) && imagesSize(String(data)) === undefined) {
    throw new ConfigError(source, [`data: got ${JSON.stringify(data)}, allowed are ${dataNames.join(', ')}`]);
  }
  return recipeFor(data);
}

/** The coupling whose defaults apply; an unknown name is left to the check of all settings. */
function couplingOf(settings: Settings, otherwise: CouplingName): CouplingName {
  const given = settingAt(settings, 'coupling.kind');
  return couplingNames.find((name) => name === given) ?? otherwise;
}

function refuse(source: string, part: string, settings: Settings, names: readonly string[]): void {
  const found = names.find((name) => name in settings);
  if (found !== undefined) {
    throw new ConfigError(source, [`${part}.${found}: not allowed here; tasks names the tasks, base the base memory`]);
  }
}
