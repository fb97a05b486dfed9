import type { Entry, Setting } from '../protocol.ts';

/** One setting of several runs. */
export interface SettingRow {
  readonly path: string;
  /** One for each run; undefined where it is not set. */
  readonly values: readonly (Setting | undefined)[];
  readonly differs: boolean;
}

/** Every setting of some runs, those that differ first, by path. */
export function sideBySide(entries: readonly Entry[]): SettingRow[] {
  const paths = [...new Set(entries.flatMap(({ settings }) => Object.keys(settings)))].sort();
  const rows = paths.map((path) => {
    const values = entries.map(({ settings }) => (Object.hasOwn(settings, path) ? settings[path] : undefined));
    return { path, values, differs: new Set(values).size > 1 };
  });
  return [...rows.filter(({ differs }) => differs), ...rows.filter(({ differs }) => !differs)];
}

/** Paths of settings that have more than one value among entries, and at most so many. */
export function varyingPaths(entries: readonly Entry[], most = 60): string[] {
  const values = new Map<string, Set<Setting>>();
  for (const { settings } of entries) {
    for (const [path, value] of Object.entries(settings)) {
      const seen = values.get(path);
      if (seen === undefined) values.set(path, new Set([value]));
      else if (seen.size <= most) seen.add(value);
    }
  }
  return [...values]
    .filter(([, { size }]) => size > 1 && size <= most)
    .map(([path]) => path)
    .sort();
}
