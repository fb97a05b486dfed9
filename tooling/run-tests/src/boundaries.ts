import { globSync, readFileSync } from 'node:fs';

/** Packages that each package may use, besides tooling in its tests. Nothing points back up. */
export const allowed: Readonly<Record<string, readonly string[]>> = {
  '@hkmem/errors': [],
  '@hkmem/laws': ['@hkmem/errors'],
  '@hkmem/backend': ['@hkmem/errors', '@hkmem/laws'],
  '@hkmem/backend-wasm': ['@hkmem/errors', '@hkmem/laws', '@hkmem/backend'],
  '@hkmem/backend-webgpu': ['@hkmem/errors', '@hkmem/laws', '@hkmem/backend'],
  '@hkmem/energy': ['@hkmem/errors', '@hkmem/laws', '@hkmem/backend'],
  '@hkmem/coupling': ['@hkmem/errors', '@hkmem/laws', '@hkmem/backend', '@hkmem/energy'],
  '@hkmem/dynamics': ['@hkmem/errors', '@hkmem/laws', '@hkmem/backend', '@hkmem/energy', '@hkmem/coupling'],
  '@hkmem/datasets': ['@hkmem/errors'],
  '@hkmem/storage': [
    '@hkmem/errors',
    '@hkmem/laws',
    '@hkmem/backend',
    '@hkmem/backend-wasm',
    '@hkmem/energy',
    '@hkmem/coupling',
    '@hkmem/dynamics',
  ],
  '@hkmem/training': [
    '@hkmem/errors',
    '@hkmem/laws',
    '@hkmem/backend',
    '@hkmem/energy',
    '@hkmem/coupling',
    '@hkmem/dynamics',
    '@hkmem/datasets',
  ],
  '@hkmem/akorn': ['@hkmem/errors', '@hkmem/backend', '@hkmem/backend-wasm', '@hkmem/dynamics', '@hkmem/training'],
  '@hkmem/experiments': [
    '@hkmem/errors',
    '@hkmem/laws',
    '@hkmem/backend',
    '@hkmem/energy',
    '@hkmem/coupling',
    '@hkmem/dynamics',
    '@hkmem/datasets',
    '@hkmem/training',
    '@hkmem/akorn',
  ],
  '@hkmem/sweep': [
    '@hkmem/errors',
    '@hkmem/laws',
    '@hkmem/backend',
    '@hkmem/backend-wasm',
    '@hkmem/backend-webgpu',
    '@hkmem/energy',
    '@hkmem/coupling',
    '@hkmem/dynamics',
    '@hkmem/storage',
    '@hkmem/datasets',
    '@hkmem/training',
    '@hkmem/akorn',
    '@hkmem/experiments',
  ],
};

/** What the tests and the build of a package may use besides. */
const tooling = ['@hkmem/build-preset', '@hkmem/vitest-preset', '@hkmem/fixtures'];

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** A source file with what it imports. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

/** Breaches of direction in one package, as sentences; none if all is well. */
export function breaches(manifest: Manifest, sources: readonly Source[]): string[] {
  const { name, dependencies = {}, peerDependencies = {}, devDependencies = {} } = manifest;
  const found: string[] = [];
  const may = allowed[name];
  const ours = (names: Readonly<Record<string, string>>): string[] =>
    Object.keys(names).filter((d) => d.startsWith('@hkmem/'));
  for (const used of [...ours(dependencies), ...ours(peerDependencies)]) {
    if (may !== undefined && !may.includes(used))
      found.push(`${name} depends on ${used}, allowed are ${may.join(', ')}`);
  }
  for (const used of ours(devDependencies)) {
    if (may !== undefined && ![...may, ...tooling].includes(used)) found.push(`${name} is developed with ${used}`);
  }
  const declared = { ...dependencies, ...peerDependencies };
  for (const { path, text } of sources) {
    const test = /\.test\.ts$|\/test\//.test(path);
    for (const [, specifier] of text.matchAll(/(?:from|import)\s*\(?\s*'([^'./\s][^'$\s]*)'/g)) {
      const imported = specifier!
        .split('/')
        .slice(0, specifier!.startsWith('@') ? 2 : 1)
        .join('/');
      const known = imported in declared || (test && imported in devDependencies);
      if (!known && !specifier!.startsWith('node:') && imported !== name) {
        found.push(`${path} imports ${imported}, which ${name} does not declare`);
      }
      if (specifier!.startsWith('@tensorflow/tfjs-core/') && name !== '@hkmem/backend') {
        found.push(`${path} imports tfjs-core by path; only @hkmem/backend may`);
      }
    }
  }
  return found;
}

/** Breaches in every package below `root`. */
export function allBreaches(root: string): string[] {
  return globSync('packages/*/package.json', { cwd: root }).flatMap((file) => {
    const manifest = JSON.parse(readFileSync(`${root}/${file}`, 'utf8')) as Manifest;
    const folder = file.slice(0, -'/package.json'.length);
    const paths = globSync(`${folder}/{src,test}/**/*.ts`, { cwd: root });
    return breaches(
      manifest,
      paths.map((path) => ({ path, text: readFileSync(`${root}/${path}`, 'utf8') })),
    );
  });
}
