import type { BinaryVariant } from '../../../../packages/backend-wasm/build/variants.ts';
import type { KernelCompiler } from '../kernels/kernel-binary.ts';
import { messageOf, type Verdict } from '../kernels/verdict.ts';
import { applied, type Mutant } from '../mutants/mutant.ts';
import { sameBinary } from '../results/result.ts';
import { judgedVariants } from './judged-variants.ts';

/** Finds whether faults change anything: the compiler, at its most thorough, makes the same binary if not. */
export class ComparisonOfBinaries {
  readonly #compiler: Pick<KernelCompiler, 'textOf' | 'compile'>;
  readonly #clean = new Map<string, Promise<Buffer>>();

  constructor(compiler: Pick<KernelCompiler, 'textOf' | 'compile'>) {
    this.#compiler = compiler;
  }

  /** Equivalent if the binary is the same in all variants; of the kernels that are made of the file, no others. */
  async compare(mutant: Mutant): Promise<Verdict> {
    const { file } = mutant;
    const texts = new Map([[file, applied(this.#compiler.textOf(file), mutant)]]);
    for (const variant of judgedVariants) {
      try {
        const binary = await this.#compiler.compile(variant, '-O3', { within: file, texts });
        if (!binary.equals(await this.#cleanBinary(variant, file))) return { outcome: 'survived', by: '' };
      } catch (error) {
        return { outcome: 'invalid', by: messageOf(error) };
      }
    }
    return { outcome: 'equivalent', by: sameBinary };
  }

  #cleanBinary(variant: BinaryVariant, within: string): Promise<Buffer> {
    const key = `${variant.name} ${within}`;
    const known = this.#clean.get(key) ?? this.#compiler.compile(variant, '-O3', { within });
    this.#clean.set(key, known);
    return known;
  }
}
