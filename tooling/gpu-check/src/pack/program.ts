import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

/** A package whose code is in the program. */
export interface UsedPackage {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
  readonly licence: string;
}

/** What CommonJS modules in the program look for, by the chunk that they are in. */
const banner = 'const __dirname = import.meta.dirname, __filename = import.meta.filename;';

/**
 * Bundles the check with all that it imports into `folder`; only `webgpu`, which has a native module, is left as an import.
 * Gives the packages that are inside.
 */
export async function bundleProgram(folder: string): Promise<readonly UsedPackage[]> {
  const warnings: string[] = [];
  const bundle = await rolldown({
    input: { 'gpu-check': fileURLToPath(new URL('../packed.ts', import.meta.url)) },
    platform: 'node',
    external: ['webgpu'],
    // The suite's systems are run, not its declarations, which need a test runner.
    resolve: { alias: { vitest: fileURLToPath(new URL('no-vitest.ts', import.meta.url)) } },
    onwarn: ({ message }) => void warnings.push(message),
  });
  const { output } = await bundle.write({
    dir: folder,
    format: 'esm',
    minify: false,
    entryFileNames: '[name].mjs',
    banner,
  });
  await bundle.close();
  const modules = output.flatMap((part) => (part.type === 'chunk' ? part.moduleIds : []));
  return usedPackages(modules);
}

/** The packages of modules, from outside this repository, by name. */
function usedPackages(modules: readonly string[]): readonly UsedPackage[] {
  const found = new Map<string, UsedPackage>();
  for (const file of modules) {
    const parts = file.replace(/^\0/, '').split(`${sep}node_modules${sep}`);
    if (parts.length < 2) continue;
    const inner = parts.at(-1)!.split(sep);
    const name = inner.slice(0, inner[0]!.startsWith('@') ? 2 : 1).join('/');
    const folder = join(parts.slice(0, -1).join(`${sep}node_modules${sep}`), 'node_modules', name);
    if (!found.has(name)) found.set(name, describePackage(folder));
  }
  return [...found.values()].toSorted((a, b) => a.name.localeCompare(b.name));
}

/** Name, version and licence by its manifest. */
export function describePackage(folder: string): UsedPackage {
  const {
    name,
    version,
    license = 'not stated',
  } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
    readonly license?: string;
  };
  return { name, version, folder, licence: license };
}

/** The licence files of a package, with notices. */
export function licenceFiles(folder: string): readonly string[] {
  return globSync('{LICENSE,LICENCE,License,license,NOTICE,COPYING}*', { cwd: folder })
    .map((file) => join(folder, file))
    .filter((file) => existsSync(file))
    .toSorted();
}

/** The folder of a package that this package can import. */
export function folderOf(name: string): string {
  return dirname(fileURLToPath(import.meta.resolve(`${name}/package.json`)));
}
