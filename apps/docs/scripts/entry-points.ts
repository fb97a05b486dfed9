import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Something that programs import: a package's own entry or one of its subpaths. */
export interface EntryPoint {
  /** As in an import: `@hkmem/backend/tf`. */
  readonly name: string;
  /** Its page below `api/`, without an ending. */
  readonly page: string;
  /** The module in the sources, absolute. */
  readonly source: string;
  /** One sentence. */
  readonly summary: string;
}

interface PackageJson {
  readonly name: string;
  readonly description: string;
  readonly exports: Readonly<Record<string, { readonly '@hkmem/source': string }>>;
}

/** Folders of the packages, from what programs call to what the author of a backend reads. */
const folders = [
  'dynamics',
  'storage',
  'training',
  'akorn',
  'experiments',
  'sweep',
  'datasets',
  'energy',
  'coupling',
  'laws',
  'errors',
  'backend',
  'backend-wasm',
  'backend-webgpu',
] as const;

/** What subpaths are for; a package's own entry is described by its package.json. */
const subpaths: Readonly<Record<string, string>> = {
  '@hkmem/backend/tf':
    'tfjs-core with every gradient registered, which plain Node cannot import by itself; its own reference is at tensorflow.org/js.',
  '@hkmem/backend/conformance': 'The vitest suite that compares any backend with the float64 reference.',
  '@hkmem/datasets/pictures':
    "PNG files of one's own as a data set: bytes in, images of one size out; for Node and browsers.",
  '@hkmem/datasets/folder': 'A folder of PNG files, one folder a class, as a data set; for Node.',
  '@hkmem/laws/random': 'Laws, expressions and values drawn at random, for property tests with fast-check.',
  '@hkmem/sweep/queue':
    'A queue and a store that many machines share; needs the packages bullmq, ioredis and, for S3, aws4fetch.',
  '@hkmem/training/formats': 'NumPy, Equinox and tfjs formats and tables of edges, bytes in and bytes out.',
};

/** Every entry of every package, read from the `exports` of its package.json. */
export const entryPoints: readonly EntryPoint[] = folders.flatMap((folder) => {
  const root = new URL(`../../../packages/${folder}/`, import.meta.url);
  const manifest = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as PackageJson;
  const entries = Object.entries(manifest.exports).filter(([path]) => path !== './package.json');
  return entries.map(([path, { '@hkmem/source': source }]) => {
    const name = `${manifest.name}${path.slice(1)}`;
    const summary = path === '.' ? manifest.description : subpaths[name];
    if (summary === undefined) throw new Error(`${name} is new: say what it is for in scripts/entry-points.ts.`);
    return { name, page: name, source: fileURLToPath(new URL(source, root)), summary };
  });
});
