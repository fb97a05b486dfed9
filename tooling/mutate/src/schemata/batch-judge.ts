import type { WatchedOptions } from '../../../../packages/backend-wasm/test/watched-backend.ts';
import type { System } from '../conformance.ts';
import { messageOf, type Verdict } from '../kernels/verdict.ts';
import { SwitchedKernels } from './switched-kernels.ts';

/** What one system does without any fault. */
interface Run {
  readonly system: System;
  /** Turns of loops. */
  readonly turns: number;
  readonly reached: ReadonlySet<number>;
}

/** How many more turns of loops than without a fault a system may take. */
const slack = 10;
/** Turns that any system may take. */
const leastTurns = 10_000;

/** How many faults each system found in each file. */
export type Finds = Map<string, number>;

/** Judges the mutants of one binary, each by the systems that run its code, those first that found most in its file. */
export class BatchJudge {
  readonly #module: WebAssembly.Module;
  readonly #watched: WatchedOptions;
  readonly #size: number;
  readonly #finds: Finds;
  readonly #runs: Run[] = [];

  private constructor(module: WebAssembly.Module, watched: WatchedOptions, size: number, finds: Finds) {
    this.#module = module;
    this.#watched = watched;
    this.#size = size;
    this.#finds = finds;
  }

  /** Runs all systems without any fault. @throws (rejects) if one fails. */
  static async create(
    module: WebAssembly.Module,
    watched: WatchedOptions,
    size: number,
    systems: readonly System[],
    finds: Finds,
  ): Promise<BatchJudge> {
    const judge = new BatchJudge(module, watched, size, finds);
    const kernels = await SwitchedKernels.create(module, watched, size, -1);
    for (const system of systems) {
      kernels.refuel();
      await system.run(kernels.backend);
      judge.#runs.push({ system, turns: kernels.burnt, reached: new Set(kernels.reached) });
    }
    await kernels.backend.dispose();
    return judge;
  }

  /** The first number that is off with this mutant on, if any. */
  async judge(number: number, file: string): Promise<Verdict> {
    const runs = this.#runs.filter(({ reached }) => reached.has(number));
    if (runs.length === 0) return { outcome: 'survived', by: 'no system runs it' };
    return this.#judge(runs, await SwitchedKernels.create(this.#module, this.#watched, this.#size, number), file);
  }

  /** The same of a binary of its own, by all systems. */
  async judgeAlone(module: WebAssembly.Module, file: string): Promise<Verdict> {
    return this.#judge(this.#runs, await SwitchedKernels.create(module, this.#watched, 0, -1), file);
  }

  async #judge(runs: readonly Run[], kernels: SwitchedKernels, file: string): Promise<Verdict> {
    const found = (run: Run): number => this.#finds.get(`${file} ${run.system.name}`) ?? 0;
    for (const run of [...runs].sort((a, b) => found(b) - found(a) || a.turns - b.turns)) {
      kernels.refuel(slack * run.turns + leastTurns);
      try {
        await run.system.run(kernels.backend);
      } catch (error) {
        this.#finds.set(`${file} ${run.system.name}`, found(run) + 1);
        return { outcome: 'killed', by: `${run.system.name}: ${messageOf(error)}` };
      }
    }
    await kernels.backend.dispose();
    return { outcome: 'survived', by: '' };
  }
}
