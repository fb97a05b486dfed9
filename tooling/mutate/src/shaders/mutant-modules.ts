import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'oxc-parser';
import { applied, type Mutant } from '../mutants/mutant.ts';

/** What a module exports, by name. */
export type Loaded = Readonly<Record<string, unknown>>;

/** Module that keeps the calls of functions of kernels. */
const recorder = new URL('./kernel-calls.ts', import.meta.url).href;

/**
 * Loads modules below a folder anew for every mutant, with its fault in the file it is of; others stay as they are. What
 * modules without any fault take from `kernels`, a folder in it, from outside of that folder is recorded.
 */
export class MutantModules {
  readonly #folder: string;
  readonly #kernels: string;
  readonly #root: string;
  #mutant: Mutant | undefined;
  #number = 0;

  /** `folder` and `kernels` are URLs that end in a slash. */
  constructor(folder: string, kernels: string, root: string) {
    this.#folder = folder;
    this.#kernels = kernels;
    this.#root = root;
    registerHooks({
      resolve: (specifier, context, next) => {
        const resolved = next(specifier, context);
        if (!resolved.url.startsWith(this.#folder) || resolved.url.includes('?')) return resolved;
        const { parentURL = '' } = context;
        // A module belongs to the mutant of the one that imports it, however late it does.
        const number = /\?mutant=(\d+)$/.exec(parentURL)?.[1] ?? `${this.#number}`;
        const leaves = resolved.url.startsWith(this.#kernels) && !parentURL.startsWith(this.#kernels);
        return { ...resolved, url: `${resolved.url}?${number === '0' && leaves ? 'recorded' : `mutant=${number}`}` };
      },
      load: (url, context, next) => {
        if (url.startsWith(this.#kernels) && url.endsWith('?recorded')) {
          return { format: 'module', source: this.#recording(url), shortCircuit: true };
        }
        const loaded = next(url, context);
        const file = this.#mutant && `${root}/${this.#mutant.file}`;
        if (file === undefined || !url.endsWith(`?mutant=${this.#number}`)) return loaded;
        if (fileURLToPath(url.slice(0, url.indexOf('?'))) !== file) return loaded;
        return { ...loaded, source: withFault(file, this.#mutant!, loaded.source) };
      },
    });
  }

  /** Imports modules of the folder without any fault. */
  async importClean(paths: readonly string[]): Promise<readonly Loaded[]> {
    return this.#load(paths, 0);
  }

  /** Imports modules of the folder with the fault of a mutant. */
  async import(paths: readonly string[], mutant: Mutant): Promise<readonly Loaded[]> {
    this.#mutant = mutant;
    return this.#load(paths, ++this.#number);
  }

  async #load(paths: readonly string[], number: number): Promise<readonly Loaded[]> {
    return Promise.all(paths.map((path) => import(`${this.#folder}${path}?mutant=${number}`) as Promise<Loaded>));
  }

  #recording(url: string): string {
    const clean = url.slice(0, url.indexOf('?'));
    const path = fileURLToPath(clean);
    const names = exportsOf(path, readFileSync(path, 'utf8'));
    const file = JSON.stringify(path.slice(this.#root.length + 1));
    return [
      `import { recorded } from ${JSON.stringify(recorder)};`,
      `import * as clean from ${JSON.stringify(`${clean}?mutant=0`)};`,
      ...names.map((name) => `export const ${name} = recorded(${file}, '${name}', clean.${name});`),
    ].join('\n');
  }
}

/** Names of the values that a module exports. */
function exportsOf(path: string, text: string): readonly string[] {
  const entries = parseSync(path, text, { lang: 'ts' }).module.staticExports.flatMap((each) => each.entries);
  return entries.flatMap(({ isType, exportName: { name } }) => (isType || name === null ? [] : [name]));
}

/** Node hands over the source as it is on disk, types included, and takes the types out afterwards. */
function withFault(file: string, mutant: Mutant, source: unknown): string {
  const text = readFileSync(file, 'utf8');
  const given = typeof source === 'string' ? source : Buffer.from(source as Uint8Array).toString('utf8');
  if (given !== text) throw new Error(`${file}: it is loaded in another form than it has on disk`);
  return applied(text, mutant);
}
