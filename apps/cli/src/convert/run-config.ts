import { couplingNames, type SystemSpec } from '@hkmem/backend';
import { type EditTaskName, editTaskNames } from '@hkmem/datasets';
import {
  baseSchema,
  dataNames,
  editSchema,
  memoryOf,
  mergeSettings,
  neuronsOf,
  recipeFor,
  recipeOfLaws,
  type Settings,
  schemaOfKind,
  validate,
  validateOver,
} from '@hkmem/experiments';
import { lawToText } from '@hkmem/laws';
import { loadSettings } from '@hkmem/sweep';
import { UsageError } from '../console/errors.ts';

/**
 * The settings that a memory from elsewhere goes by, so that `hkmem eval`, `recall` and `edit` take it: those of a file,
 * over the defaults of `hkmem train` or `hkmem edit`, memory and base as they are.
 * @throws {ConfigError} naming every setting at fault. @throws {InputFileError | UsageError}
 */
export async function configFor(path: string, spec: SystemSpec, baseHash: string | undefined): Promise<object> {
  const given = await loadSettings(path);
  const { data, seed, base, edit, coupling: usualCoupling } = recipeFor(given['data']);
  const origins = { source: path, names: new Map<string, string>() };
  const { threshold, oscillators, coupling, neurons } = spec;
  if (oscillators === undefined && threshold !== undefined) {
    const units = threshold.layers === undefined ? { hidden: hiddenUnits(neurons, given['data'] ?? data) } : {};
    const memory = { hidden: null, layers: null, ...memoryOf(threshold), ...units };
    const defaults = mergeSettings({ task: 'base', data, seed, ...base }, { memory });
    return validateOver(baseSchema, defaults, given, origins);
  }
  const task = given['task'];
  const kind = couplingNames.find((name) => name === coupling?.kind);
  if (coupling !== undefined && (editTaskNames as readonly unknown[]).includes(task)) {
    const laws = mergeSettings(lawsOf(spec), given);
    const usual = recipeOfLaws(edit(task as EditTaskName, kind ?? usualCoupling), laws);
    const defaults = mergeSettings({ data, seed, base: baseHash, ...usual }, lawsOf(spec));
    return validateOver(editSchema, defaults, given, origins);
  }
  return validate(schemaOfKind(given), given, origins);
}

/** Laws of a memory as its settings have them; names are left to settings. */
function lawsOf({ oscillators, coupling }: SystemSpec): Settings {
  const [interaction, kind] = [oscillators?.interaction, coupling?.kind];
  return {
    ...(typeof interaction === 'object' && { oscillators: { interaction: lawToText(interaction) } }),
    ...(typeof kind === 'object' && { coupling: { kind: lawToText(kind) } }),
  };
}

function hiddenUnits(neurons: number, data: unknown): number {
  const name = dataNames.find((known) => known === data);
  const hidden = neurons - (name === undefined ? 0 : neuronsOf(name, { activation: 'relu' }));
  if (hidden < 0)
    throw new UsageError(`--config: '${String(data)}' needs more than the ${neurons} neurons of this memory`);
  return hidden;
}
