import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { forgetModules } from './modules.ts';
import { type Guards, guardsOf } from './tables.ts';
import { writeGuards } from './write-guards.ts';

/** What Rolldown, tsdown, Vite and Vitest take alike. */
export interface GuardPlugin {
  readonly name: string;
  readonly enforce: 'pre';
  resolveId(id: string): string | undefined;
  load(id: string): string | undefined;
  transform(code: string, id: string): { code: string; map: object } | undefined;
  watchChange(): void;
  configureVitest(context: {
    defineCacheKeyGenerator(key: (file: { id: string; sourceCode: string }) => string | undefined): void;
  }): void;
}

const prefix = 'hkmem-argument-tables:';

/**
 * Writes a check of arguments into every public function of the packages of this repository, from its types, for callers
 * whose language has none (docs/decisions/0032), and into those of copies that mutation tests make. @hkmem/errors, of which the
 * check is made, has none itself.
 */
export function argumentGuards(): GuardPlugin {
  const packages = new Map<string, Guards>();
  const guards = (folder: string): Guards => {
    const known = packages.get(folder) ?? guardsOf(folder);
    packages.set(folder, known);
    return known;
  };
  const load = (id: string): string | undefined =>
    id.startsWith(`\0${prefix}`) ? guards(id.slice(prefix.length + 1)).tables : undefined;
  const transform = (code: string, id: string): { code: string; map: object } | undefined => {
    const folder = /^(\/.*\/(?:packages|\.stryker-tmp)\/(?!errors\/)[^/]+)\/src\/.*(?<!\.d)\.ts$/.exec(id)?.[1];
    if (folder === undefined || !existsSync(join(folder, 'package.json'))) return undefined;
    const guarded = guards(folder).byFile.get(id) ?? [];
    return guarded.length === 0 ? undefined : writeGuards(code, guarded, `${prefix}${folder}`);
  };
  return {
    name: 'argument-guards',
    enforce: 'pre',
    resolveId: (id) => (id.startsWith(prefix) ? `\0${id}` : undefined),
    load,
    transform,
    watchChange() {
      packages.clear();
      forgetModules();
    },
    // What is written into a file follows from types in other files: it is a part of what Vitest knows a file by.
    configureVitest({ defineCacheKeyGenerator }) {
      defineCacheKeyGenerator(({ id, sourceCode }) => load(id) ?? transform(sourceCode, id)?.code ?? 'unguarded');
    },
  };
}
