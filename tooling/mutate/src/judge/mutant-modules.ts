import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { applied, type Mutant } from '../mutants/mutant.ts';

/** Loads modules below a folder anew for every mutant, with its fault in the file it is of; others stay as they are. */
export class MutantModules {
  readonly #folder: string;
  #mutant: Mutant | undefined;
  #number = 0;

  /** `folder` is a URL that ends in a slash. */
  constructor(folder: string, root: string) {
    this.#folder = folder;
    registerHooks({
      resolve: (specifier, context, next) => {
        const resolved = next(specifier, context);
        if (!resolved.url.startsWith(this.#folder) || resolved.url.includes('?')) return resolved;
        // A module belongs to the mutant of the one that imports it, however late it does.
        const number = /\?mutant=(\d+)$/.exec(context.parentURL ?? '')?.[1] ?? `${this.#number}`;
        return { ...resolved, url: `${resolved.url}?mutant=${number}` };
      },
      load: (url, context, next) => {
        const loaded = next(url, context);
        const file = this.#mutant && `${root}/${this.#mutant.file}`;
        if (file === undefined || !url.endsWith(`?mutant=${this.#number}`)) return loaded;
        if (fileURLToPath(url.slice(0, url.indexOf('?'))) !== file) return loaded;
        return { ...loaded, source: withFault(file, this.#mutant!, loaded.source) };
      },
    });
  }

  /** Imports a module of the folder with the fault of a mutant, or without any. */
  async import(path: string, mutant: Mutant | undefined): Promise<unknown> {
    this.#mutant = mutant;
    this.#number++;
    return import(`${this.#folder}${path}?mutant=${this.#number}`);
  }
}

/** Node hands over the source as it is on disk, types included, and takes the types out afterwards. */
function withFault(file: string, mutant: Mutant, source: unknown): string {
  const text = readFileSync(file, 'utf8');
  const given = typeof source === 'string' ? source : Buffer.from(source as Uint8Array).toString('utf8');
  if (given !== text) throw new Error(`${file}: it is loaded in another form than it has on disk`);
  return applied(text, mutant);
}
