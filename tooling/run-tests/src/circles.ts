import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** A module with the modules that it imports, types included; paths with `/`, from one root. */
export interface Module {
  readonly path: string;
  readonly imports: readonly string[];
}

/** The modules of a folder, tests left out; `import type`, `export from` and `import()` of a relative path count. */
export function modulesIn(folder: string): Module[] {
  return globSync('**/*.{ts,svelte}', { cwd: folder })
    .filter((path) => !/\.(test|d)\.ts$/.test(path))
    .map((path) => {
      const text = readFileSync(join(folder, path), 'utf8');
      const specifiers = [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'(\.[^'$]*)'/g)].map(([, each]) => each!);
      return { path, imports: specifiers.map((each) => normalize(join(dirname(path), each))) };
    });
}

/**
 * Circles at every level of a tree: in each folder, its files and its subfolders (with all that is below) must import
 * each other in one direction. @returns the members of each circle, by path.
 */
export function circles(modules: readonly Module[], level = ''): string[][] {
  const names = new Set<string>();
  const edges = new Map<string, Set<string>>();
  for (const { path, imports } of modules) {
    const from = entryOf(path, level);
    if (from === undefined) continue;
    names.add(from);
    for (const to of imports.map((each) => entryOf(each, level))) {
      if (to !== undefined && to !== from) edges.set(from, (edges.get(from) ?? new Set()).add(to));
    }
  }
  const reached = new Map([...names].map((name) => [name, reach(name, edges)]));
  const found: string[][] = [];
  for (const name of names) {
    if (!reached.get(name)!.has(name) || found.some((circle) => circle.includes(name))) continue;
    found.push([...reached.get(name)!].filter((other) => reached.get(other)?.has(name)).sort());
  }
  const folders = [...names].filter((name) => name.endsWith('/'));
  return [...found, ...folders.flatMap((folder) => circles(modules, folder))];
}

/** The file or, with a `/` at its end, the folder of a level that holds a path; undefined if it is elsewhere. */
function entryOf(path: string, level: string): string | undefined {
  if (!path.startsWith(level)) return undefined;
  const [first, ...rest] = path.slice(level.length).split('/');
  return `${level}${first}${rest.length > 0 ? '/' : ''}`;
}

/** All that can be reached from a name, itself only over a circle. */
function reach(name: string, edges: ReadonlyMap<string, ReadonlySet<string>>): Set<string> {
  const seen = new Set<string>();
  const waiting = [...(edges.get(name) ?? [])];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    waiting.push(...(edges.get(next) ?? []));
  }
  return seen;
}

/** Circles in the sources of every package, app and tool below `root`, as sentences. */
export function allCircles(root: string): string[] {
  return globSync('{packages,apps,tooling}/*/src', { cwd: root })
    .sort()
    .flatMap((folder) => circles(modulesIn(join(root, folder))).map((circle) => `${folder}: ${circle.join(', ')}`));
}
