import type { SystemSpec } from '@hkmem/backend';
import { type EditTaskName, editTaskNames } from '@hkmem/datasets';
import {
  baseSchema,
  dataNames,
  editSchema,
  mergeSettings,
  neuronsOf,
  recipeFor,
  type Settings,
  schemaOfKind,
  validate,
  validateOver,
} from '@hkmem/experiments';
import { loadSettings } from '@hkmem/sweep';
import { UsageError } from '../console/errors.ts';

/**
 * The settings that a memory from elsewhere goes by, so that `hkmem eval`, `recall` and `edit` take it: those of a file,
 * over the defaults of `hkmem train` or `hkmem edit`, memory and base as they are.
 * @throws {ConfigError} naming every setting at fault. @throws {InputFileError | UsageError}
 */
export async function configFor(path: string, spec: SystemSpec, baseHash: string | undefined): Promise<object> {
  const given = await loadSettings(path);
  const { data, seed, base, edit } = recipeFor(given['data']);
  const origins = { source: path, names: new Map<string, string>() };
  const { threshold, oscillators, coupling, neurons } = spec;
  if (oscillators === undefined && threshold !== undefined) {
    const { activation, layers } = threshold;
    const units =
      layers === undefined ? { hidden: hiddenUnits(neurons, given['data'] ?? data) } : { layers: layers.slice(1, -1) };
    const memory = { activation, hidden: null, layers: null, ...units };
    const defaults = mergeSettings({ task: 'base', data, seed, ...base }, { memory });
    return validateOver(baseSchema, defaults, given, origins);
  }
  const task = given['task'];
  const kind = coupling?.kind;
  if (typeof kind === 'string' && (editTaskNames as readonly unknown[]).includes(task)) {
    const defaults = { data, seed, base: baseHash, ...edit(task as EditTaskName, kind) } as Settings;
    return validateOver(editSchema, defaults, given, origins);
  }
  return validate(schemaOfKind(given), given, origins);
}

function hiddenUnits(neurons: number, data: unknown): number {
  const name = dataNames.find((known) => known === data);
  const hidden = neurons - (name === undefined ? 0 : neuronsOf(name, { activation: 'relu' }));
  if (hidden < 0)
    throw new UsageError(`--config: '${String(data)}' needs more than the ${neurons} neurons of this memory`);
  return hidden;
}
