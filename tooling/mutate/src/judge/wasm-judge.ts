import type { System } from '../conformance.ts';
import { InvalidKernelError, type KernelCompiler } from '../kernels/kernel-binary.ts';
import { firstFault, messageOf, type Verdict } from '../kernels/verdict.ts';
import type { Mutant } from '../mutants/mutant.ts';
import { BatchJudge, type Finds } from '../schemata/batch-judge.ts';
import { batchesOf } from '../schemata/batches.ts';
import { SwitchedBinaries } from '../schemata/switched-binaries.ts';
import type { Switch } from '../schemata/switches.ts';
import { type JudgedVariant, judgedVariants } from './judged-variants.ts';
import { pooledBackend } from './pooled-backend.ts';
import type { Tell } from './serve.ts';

/** The most mutants in one binary. */
const largestBatch = 400;

/** Turns of loops that a thread of a pool may take, those of waiting included: far more than the suite takes. */
const poolFuel = 2 ** 31 - 1;

const survived: Verdict = { outcome: 'survived', by: '' };

/**
 * Judges faults in the kernels: many in one binary, each in its turn switched on, where the language allows it; others
 * in a binary of their own, those of the pool on two threads.
 */
export class WasmJudge {
  readonly #binaries: SwitchedBinaries;
  readonly #systems: readonly System[];
  readonly #finds: Finds = new Map();
  readonly #clean = new Map<string, Promise<BatchJudge>>();
  /** Those that need nothing but the contract. */
  readonly #poolSystems: System[];
  #cleanPool: Promise<string | undefined> | undefined;

  constructor(compiler: KernelCompiler, systems: readonly System[]) {
    this.#binaries = new SwitchedBinaries(compiler);
    this.#systems = systems;
    this.#poolSystems = systems.filter(({ watched }) => watched !== true);
  }

  /** Tells the verdict on each; whether what survives changes anything is not looked at. */
  async judgeAll(mutants: readonly Mutant[], tell: Tell): Promise<void> {
    const { switches, others } = this.#binaries.switches(mutants.filter(({ file }) => !isOfPool(file)));
    const alone = [...others];
    for (const batch of batchesOf(switches, largestBatch)) alone.push(...(await this.#judgeBatch(batch, tell)));
    for (const mutant of alone) {
      tell.begun(mutant);
      tell.verdict(mutant, await this.#judgeAlone(mutant));
    }
    for (const mutant of mutants.filter(({ file }) => isOfPool(file))) {
      tell.begun(mutant);
      tell.verdict(mutant, await this.#judgeOfPool(mutant));
    }
  }

  /** Gives those that no condition can choose. */
  async #judgeBatch(batch: readonly Switch[], tell: Tell): Promise<readonly Mutant[]> {
    const alone: Mutant[] = [];
    let passed = batch.map((each) => [each, survived] as const);
    for (const variant of judgedVariants) {
      if (passed.length === 0) break;
      const { module, switches, others } = await this.#binaries.of(
        variant,
        passed.map(([each]) => each),
      );
      alone.push(...others);
      const judge = await BatchJudge.create(module, variant, switches.length, this.#systems, this.#finds);
      passed = [];
      for (const [number, each] of switches.entries()) {
        tell.begun(each.mutant);
        const verdict = await judge.judge(number, each.mutant.file);
        if (verdict.outcome === 'survived') passed.push([each, verdict]);
        else tell.verdict(each.mutant, verdict);
      }
    }
    for (const [{ mutant }, verdict] of passed) tell.verdict(mutant, verdict);
    return alone;
  }

  async #judgeAlone(mutant: Mutant): Promise<Verdict> {
    for (const variant of judgedVariants) {
      let module: WebAssembly.Module;
      try {
        module = await this.#binaries.alone(variant, mutant);
      } catch (error) {
        return { outcome: 'invalid', by: messageOf(error) };
      }
      const verdict = await (await this.#cleanRuns(variant)).judgeAlone(module, mutant.file);
      if (verdict.outcome !== 'survived') return verdict;
    }
    return survived;
  }

  /** What the systems do without any fault. */
  #cleanRuns(variant: JudgedVariant): Promise<BatchJudge> {
    const known =
      this.#clean.get(variant.name) ??
      this.#binaries.alone(variant).then((module) => BatchJudge.create(module, variant, 0, this.#systems, this.#finds));
    this.#clean.set(variant.name, known);
    return known;
  }

  async #judgeOfPool(mutant: Mutant): Promise<Verdict> {
    this.#cleanPool ??= this.#faultInPool();
    const clean = await this.#cleanPool;
    if (clean !== undefined) throw new Error(`without any fault, two threads: ${clean}`);
    try {
      const fault = await this.#faultInPool(mutant);
      return fault === undefined ? survived : { outcome: 'killed', by: fault };
    } catch (error) {
      return { outcome: error instanceof InvalidKernelError ? 'invalid' : 'killed', by: messageOf(error) };
    }
  }

  /** The first number that is off on two threads, each of which has fuel for all that it does. */
  async #faultInPool(mutant?: Mutant): Promise<string | undefined> {
    const backend = await pooledBackend(await this.#binaries.alone(judgedVariants[0]!, mutant, poolFuel));
    try {
      return await firstFault(backend, this.#poolSystems);
    } finally {
      await backend.dispose();
    }
  }
}

/** Faults in the pool need one to be seen; results of other kernels do not follow from threads. */
function isOfPool(file: string): boolean {
  return /\/pool[\w-]*\.ts$/.test(file);
}
