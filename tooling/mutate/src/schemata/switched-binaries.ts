import type { BinaryVariant } from '../../../../packages/backend-wasm/build/variants.ts';
import { InvalidKernelError, type KernelCompiler, kernelFolder } from '../kernels/kernel-binary.ts';
import { applied, type Mutant } from '../mutants/mutant.ts';
import { switchedText, switchesFile, switchesSource } from './switched-sources.ts';
import { type Switch, switchesOf } from './switches.ts';

/** A binary with many mutants in it. */
export interface SwitchedBinary {
  readonly module: WebAssembly.Module;
  /** Those that are in it, by their numbers. */
  readonly switches: readonly Switch[];
  /** Those that no condition can choose. */
  readonly others: readonly Mutant[];
}

/** Makes binaries of the kernels with mutants in them and loops that take fuel. */
export class SwitchedBinaries {
  readonly #compiler: KernelCompiler;

  constructor(compiler: KernelCompiler) {
    this.#compiler = compiler;
  }

  /** The switches of mutants, and the mutants that have none. */
  switches(mutants: readonly Mutant[]): { readonly switches: readonly Switch[]; readonly others: readonly Mutant[] } {
    const switches: Switch[] = [];
    const others: Mutant[] = [];
    for (const file of new Set(mutants.map((mutant) => mutant.file))) {
      const own = mutants.filter((mutant) => mutant.file === file);
      switchesOf(file, this.#compiler.textOf(file), own).forEach((each, n) => {
        if (each === undefined) others.push(own[n]!);
        else switches.push(each);
      });
    }
    return { switches, others };
  }

  /** A binary of as many of these as the compiler takes. @throws {InvalidKernelError} (rejects) if it takes not even the kernels. */
  async of(variant: BinaryVariant, batch: readonly Switch[]): Promise<SwitchedBinary> {
    let left = batch;
    const others: Mutant[] = [];
    for (;;) {
      const numbers = new Map(left.map((each, number) => [each, number]));
      try {
        return { module: await this.#compile(variant, this.#texts(numbers)), switches: left, others };
      } catch (error) {
        if (!(error instanceof InvalidKernelError) || left.length === 0) throw error;
        const refused = left.filter(({ mutant }) => {
          return error.places.some(({ file, line }) => mutant.file === file && mutant.line === line);
        });
        // Where the compiler names no line of a mutant, half of them is left out.
        const gone = new Set(refused.length > 0 ? refused : left.slice(left.length >> 1));
        others.push(...[...gone].map(({ mutant }) => mutant));
        left = left.filter((each) => !gone.has(each));
      }
    }
  }

  /** A binary that is one mutant, or none; so much fuel is in it from the start. @throws {InvalidKernelError} (rejects) */
  async alone(variant: BinaryVariant, mutant?: Mutant, fuel = 0): Promise<WebAssembly.Module> {
    return this.#compile(variant, this.#texts(new Map(), mutant, fuel));
  }

  #texts(numbers: ReadonlyMap<Switch, number>, mutant?: Mutant, fuel = 0): Map<string, string> {
    const texts = new Map([[`${kernelFolder}/${switchesFile}`, switchesSource(fuel)]]);
    for (const file of this.#compiler.files) {
      const text = this.#compiler.textOf(file);
      const own = new Map([...numbers].filter(([each]) => each.mutant.file === file));
      texts.set(file, switchedText(file, mutant?.file === file ? applied(text, mutant) : text, own));
    }
    return texts;
  }

  /** Quickly, as it is run a few times only. */
  async #compile(variant: BinaryVariant, texts: Map<string, string>): Promise<WebAssembly.Module> {
    const source = { texts, entries: [switchesFile], checked: false };
    return WebAssembly.compile(await this.#compiler.compile(variant, '-O1', source));
  }
}
