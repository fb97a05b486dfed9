import { type Cell, isSettings } from '@hkmem/experiments';

/** A value in a table: text as it is, anything else as JSON. */
export type Shown = string | number;

/** The settings of a cell by dotted path; those of a base memory begin with `base.`, but for task, data and seed. */
export function cellSettings({ kind, config, execution, finer, beyond }: Cell): ReadonlyMap<string, Shown> {
  const { rtol, atol, images, energy, steps } = execution.evaluation;
  const evaluation = { rtol, atol, images, energy, ...(steps === 'own' && { steps }) };
  const { task, ...rest } = config;
  if (kind !== 'base') return flatten({ task, ...rest, evaluation, finer, beyond });
  const { data, seed, ...base } = rest;
  return flatten({ task, data, seed, base, evaluation, finer, beyond });
}

/** Paths of settings that differ between cells of one task, in alphabetical order; task, data and seed come first. */
export function varyingPaths(cells: readonly Cell[]): readonly string[] {
  const byTask = new Map<string, ReadonlyMap<string, Shown>[]>();
  for (const cell of cells) {
    const { task } = cell.config;
    byTask.set(task, [...(byTask.get(task) ?? []), cellSettings(cell)]);
  }
  const varying = new Set<string>();
  for (const group of byTask.values()) {
    for (const path of new Set(group.flatMap((settings) => [...settings.keys()]))) {
      if (new Set(group.map((settings) => settings.get(path))).size > 1) varying.add(path);
    }
  }
  const first = ['task', 'data', 'seed'];
  const echoes = ['data', 'seed'].filter((name) => cells.every((cell) => isEcho(cell, name)));
  const more = [...varying].filter((path) => !first.includes(path) && !echoes.includes(path.replace('base.', '')));
  return [...first, ...more.sort()];
}

/** Whether a setting of a cell's base memory only repeats that of the cell. */
function isEcho(cell: Cell, name: string): boolean {
  const settings = cellSettings(cell);
  const ofBase = settings.get(`base.${name}`);
  return ofBase === undefined || ofBase === settings.get(name);
}

/** Every leaf of nested values by dotted path; lists are one leaf each. */
export function flatten(value: object, prefix = ''): ReadonlyMap<string, Shown> {
  const leaves = new Map<string, Shown>();
  for (const [key, entry] of Object.entries(value)) {
    const path = prefix === '' ? key : `${prefix}.${key}`;
    if (isSettings(entry)) for (const [inner, leaf] of flatten(entry, path)) leaves.set(inner, leaf);
    else if (entry !== undefined) {
      leaves.set(path, typeof entry === 'number' || typeof entry === 'string' ? entry : JSON.stringify(entry));
    }
  }
  return leaves;
}
