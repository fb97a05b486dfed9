import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** A package in a node_modules folder. */
export interface Installed {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** Every package installed below `folder`, at any depth. */
export function installedIn(folder: string): Installed[] {
  const places = ['{*,@*/*}/package.json', '**/node_modules/{*,@*/*}/package.json'];
  return places
    .flatMap((place) => globSync(place, { cwd: join(folder, 'node_modules') }))
    .map((file) => dirname(join(folder, 'node_modules', file)))
    .map((at) => ({ name: manifestIn(at).name, version: manifestIn(at).version, folder: at }));
}

/** The package `name` in `folder` with all that it needs there, as Node would find it; each once. */
export function closure(folder: string, name: string): Installed[] {
  const found = new Map<string, Installed>();
  const visit = (from: string, wanted: string): void => {
    const at = resolve(folder, from, wanted);
    if (at === undefined || found.has(at)) return;
    const manifest = manifestIn(at);
    found.set(at, { name: manifest.name, version: manifest.version, folder: at });
    const { dependencies, optionalDependencies, peerDependencies = {}, peerDependenciesMeta = {} } = manifest;
    const peers = Object.keys(peerDependencies).filter((peer) => peerDependenciesMeta[peer]?.optional !== true);
    for (const needed of [...Object.keys({ ...dependencies, ...optionalDependencies }), ...peers]) visit(at, needed);
  };
  visit(folder, name);
  return [...found.values()];
}

/** Bytes of the files of a package, without packages nested in it. */
export function bytesOf({ folder }: Installed): number {
  const paths = globSync('**/*', { cwd: folder, exclude: (path) => path === 'node_modules' }) as string[];
  return paths
    .map((path) => statSync(join(folder, path)))
    .filter((status) => status.isFile())
    .reduce((total, status) => total + status.size, 0);
}

function resolve(root: string, from: string, name: string): string | undefined {
  for (let at = from; !relative(root, at).startsWith('..'); at = dirname(at)) {
    const candidate = join(at, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
  }
  return undefined;
}

function manifestIn(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}
