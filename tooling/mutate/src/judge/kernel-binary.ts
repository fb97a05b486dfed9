import { globSync, readFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';
import { checkBinary } from '../../../../packages/backend-wasm/build/check-binary.ts';
import { type BinaryVariant, compilerArguments } from '../../../../packages/backend-wasm/build/variants.ts';

import type { Compiler } from './kernel-judge.ts';

/** A mutant that the compiler refuses. */
export class InvalidKernelError extends Error {
  override readonly name = 'InvalidKernelError';
}

const folder = 'packages/backend-wasm';

/** Compiles the kernels in memory. */
export class KernelCompiler implements Compiler {
  readonly #files: ReadonlyMap<string, string>;

  constructor(root: string) {
    const paths = globSync(['assembly/*.ts', 'generated/*.ts'], { cwd: `${root}/${folder}` });
    this.#files = new Map(paths.map((path) => [path, readFileSync(`${root}/${folder}/${path}`, 'utf8')]));
  }

  /** The text of a file, by its path from the root. */
  textOf(file: string): string {
    return this.#files.get(file.slice(folder.length + 1))!;
  }

  /** @throws {InvalidKernelError} (rejects) with what the compiler said, or an Error if the build refuses the binary. */
  async compile(variant: BinaryVariant, level: string, file?: string, text?: string): Promise<Buffer> {
    const changed = file?.slice(folder.length + 1);
    let binary: Uint8Array | undefined;
    const { error, stderr } = await asc.main([...compilerArguments(variant), level, '-o', 'kernels.wasm'], {
      readFile: (path) => (path === changed ? text! : (this.#files.get(path) ?? null)),
      writeFile: (_, contents) => {
        if (contents instanceof Uint8Array) binary = contents;
      },
      listFiles: () => [],
    });
    const said = /ERROR.*/.exec(stderr?.toString() ?? '')?.[0];
    if (error !== null || binary === undefined) throw new InvalidKernelError(said ?? error?.message ?? 'no binary');
    checkBinary(binary, variant.name, variant.shared);
    return Buffer.from(binary);
  }
}
