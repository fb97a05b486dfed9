import { globSync, readFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';
import { checkBinary } from '../../../../packages/backend-wasm/build/check-binary.ts';
import { type BinaryVariant, compilerArguments } from '../../../../packages/backend-wasm/build/variants.ts';

/** A kernel that the compiler or the build refuses. */
export class InvalidKernelError extends Error {
  override readonly name = 'InvalidKernelError';
  /** Where the compiler found fault, as far as it says. */
  readonly places: readonly { readonly file: string; readonly line: number }[];

  constructor(message: string, places: InvalidKernelError['places'] = []) {
    super(message);
    this.places = places;
  }
}

/** Texts that stand in place of files' own, by their paths from the root. */
export type Texts = ReadonlyMap<string, string>;

/** What is compiled, if not all as it is. */
export interface Source {
  readonly texts?: Texts;
  /** Files that the compiler begins with besides the usual ones. */
  readonly entries?: readonly string[];
  /** Only the kernels that are made of this file; all if absent. */
  readonly within?: string;
  /** Whether it must be what the build lets pass; so if absent. */
  readonly checked?: boolean;
}

export const kernelFolder = 'packages/backend-wasm';
const dispatch = 'generated/dispatch.ts';

/** Compiles the kernels in memory. */
export class KernelCompiler {
  readonly #files: ReadonlyMap<string, string>;

  constructor(root: string) {
    const paths = globSync(['assembly/*.ts', 'generated/*.ts'], { cwd: `${root}/${kernelFolder}` });
    this.#files = new Map(paths.map((path) => [path, readFileSync(`${root}/${kernelFolder}/${path}`, 'utf8')]));
  }

  /** Files that kernels are written in, from the root. */
  get files(): readonly string[] {
    return [...this.#files.keys()]
      .filter((path) => path.startsWith('assembly/'))
      .map((path) => `${kernelFolder}/${path}`);
  }

  /** The text of a file, by its path from the root. */
  textOf(file: string): string {
    return this.#files.get(file.slice(kernelFolder.length + 1))!;
  }

  /** @throws {InvalidKernelError} (rejects) with what the compiler or the build said. */
  async compile(variant: BinaryVariant, level: string, source: Source = {}): Promise<Buffer<ArrayBuffer>> {
    const { texts = new Map<string, string>(), entries = [], within, checked = true } = source;
    const [kernels, ...others] = compilerArguments(variant) as [string, ...string[]];
    const flags =
      within === undefined ? others : others.filter((word) => !word.endsWith('.ts') || this.#uses(word, within));
    let binary: Uint8Array | undefined;
    const { error, stderr } = await asc.main([kernels, ...entries, ...flags, level, '-o', 'kernels.wasm'], {
      readFile: (path) => {
        const own = path === dispatch && within !== undefined ? this.#dispatch(within) : this.#files.get(path);
        return texts.get(`${kernelFolder}/${path}`) ?? own ?? null;
      },
      writeFile: (_, contents) => {
        if (contents instanceof Uint8Array) binary = contents;
      },
      listFiles: () => [],
    });
    if (error !== null || binary === undefined) {
      const said = stderr?.toString() ?? '';
      const places = [...said.matchAll(/ in ([\w/-]+\.ts)\((\d+),/g)].map(([, file, line]) => {
        return { file: `${kernelFolder}/${file}`, line: Number(line) };
      });
      throw new InvalidKernelError(/ERROR.*/.exec(said)?.[0] ?? error?.message ?? 'no binary', places);
    }
    try {
      if (checked) checkBinary(binary, variant.name, variant.shared);
    } catch (refused) {
      throw new InvalidKernelError((refused as Error).message);
    }
    return Buffer.from(binary);
  }

  /** Kernels that are made of a file, and no others. */
  #dispatch(within: string): string {
    const lines = this.#files.get(dispatch)!.split('\n');
    const out = lines.flatMap((line) => {
      const [, name, file] = /^import \{ (\w+) \} from '\.\.\/(.*)';/.exec(line) ?? [];
      return name !== undefined && !this.#uses(`${file}.ts`, within) ? [name] : [];
    });
    return lines.filter((line) => !out.some((name) => new RegExp(`\\b${name}\\b`).test(line))).join('\n');
  }

  /** Whether a file of the package is a file from the root or imports it, however far. */
  #uses(path: string, within: string, seen = new Set<string>()): boolean {
    if (`${kernelFolder}/${path}` === within) return true;
    if (seen.has(path)) return false;
    seen.add(path);
    const folder = path.slice(0, path.indexOf('/'));
    const imported = [...(this.#files.get(path) ?? '').matchAll(/ from '(\.\.?)\/(.+)';$/gm)];
    return imported.some(([, up, name]) => {
      return this.#uses(up === '.' ? `${folder}/${name}.ts` : `${name}.ts`, within, seen);
    });
  }
}
