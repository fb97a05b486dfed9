import type { BinaryVariant } from '../../../../packages/backend-wasm/build/variants.ts';
import { applied, type Mutant } from '../mutants/mutant.ts';
import { sameBinary } from '../results/result.ts';
import { messageOf, type Verdict } from './verdict.ts';

/** What makes binaries of the kernels as they are, or with the text of one file put in place of its own. */
export interface Compiler {
  textOf(file: string): string;
  compile(variant: BinaryVariant, level: string, file?: string, text?: string): Promise<Buffer>;
}

/** Runs binaries: gives what is off, or undefined. */
export type Run = (binary: Buffer, file: string) => Promise<string | undefined>;

/** In the order in which they are tried: the second holds what is done where a product and a sum are two operations. */
export const judgedVariants: readonly BinaryVariant[] = [
  { name: 'relaxed-shared', relaxed: true, shared: true },
  { name: 'plain-shared', relaxed: false, shared: true },
];

/** Quick to compile, for running; thorough, for seeing that a fault changes nothing. */
const [quick, thorough] = ['-O1', '-O3'];

/** Judges faults in the kernels. A binary that is the same as without the fault is not run. */
export class KernelJudge {
  readonly #compiler: Compiler;
  readonly #run: Run;
  readonly #clean = new Map<string, Promise<Buffer>>();

  constructor(compiler: Compiler, run: Run) {
    this.#compiler = compiler;
    this.#run = run;
  }

  /** What is off without any fault; undefined if nothing is. */
  async begin(): Promise<string | undefined> {
    for (const variant of judgedVariants) {
      const fault = await this.#run(await this.#cleanBinary(variant, quick), '');
      if (fault !== undefined) return `${variant.name}: ${fault}`;
    }
    return undefined;
  }

  async judge(mutant: Mutant): Promise<Verdict> {
    const text = applied(this.#compiler.textOf(mutant.file), mutant);
    const differing: BinaryVariant[] = [];
    for (const variant of judgedVariants) {
      let binary: Buffer;
      try {
        binary = await this.#compiler.compile(variant, quick, mutant.file, text);
      } catch (error) {
        return { outcome: 'invalid', by: messageOf(error) };
      }
      if (binary.equals(await this.#cleanBinary(variant, quick))) continue;
      differing.push(variant);
      const fault = await this.#run(binary, mutant.file);
      if (fault !== undefined) return { outcome: 'killed', by: fault };
    }
    for (const variant of differing) {
      const binary = await this.#compiler.compile(variant, thorough, mutant.file, text);
      if (!binary.equals(await this.#cleanBinary(variant, thorough))) return { outcome: 'survived', by: '' };
    }
    return { outcome: 'equivalent', by: sameBinary };
  }

  #cleanBinary(variant: BinaryVariant, level: string): Promise<Buffer> {
    const key = `${variant.name} ${level}`;
    const known = this.#clean.get(key) ?? this.#compiler.compile(variant, level);
    this.#clean.set(key, known);
    return known;
  }
}
