import { type Backend, checkedEngine } from '@hkmem/backend';
import type { Device as EngineDevice } from '../../../../packages/backend-webgpu/src/device/device.ts';
import type { Kernel } from '../../../../packages/backend-webgpu/src/device/kernel.ts';
import type { WebgpuDevice } from '../../../../packages/backend-webgpu/src/device/webgpu-device.ts';
import type { WebgpuEngine } from '../../../../packages/backend-webgpu/src/engine/webgpu-engine.ts';
import type { System } from '../conformance.ts';
import { messageOf, type Verdict } from '../kernels/verdict.ts';
import type { Finds } from '../schemata/batch-judge.ts';
import { KeptPipelines } from './kept-pipelines.ts';
import { recentCalls } from './kernel-calls.ts';
import { ReplacedKernels } from './replaced-kernels.ts';

/** One system on kernels of one kind, and the calls that made the kernels it ran. */
interface Run {
  readonly system: System;
  readonly subgroups: boolean;
  readonly ran: ReadonlySet<string>;
  /** All calls of its engines. */
  readonly made: ReadonlySet<string>;
}

/**
 * Most systems that one fault is judged by: a software device takes half a second for one, and a kernel that all systems
 * dispatch is known after a few. The suite runs them all, so it finds no fewer faults.
 */
const mostRuns = 10;

/** Classes of the backend without any fault. */
export interface BackendClasses {
  readonly Device: typeof WebgpuDevice;
  readonly Engine: typeof WebgpuEngine;
}

/** Judges kernels that stand in place of the backend's own, each by the systems that run it. */
export class ShaderJudge {
  readonly #classes: BackendClasses;
  readonly #pipelines: KeptPipelines;
  readonly #finds: Finds = new Map();
  #runs: readonly Run[] = [];

  constructor(gpu: GPUDevice, classes: BackendClasses) {
    this.#pipelines = new KeptPipelines(gpu);
    this.#classes = classes;
  }

  /** Runs all systems without any fault: with subgroups, where the device has them, and some without. @throws (rejects) if one fails. */
  async begin(systems: readonly System[], beat: () => void): Promise<void> {
    const runs: Run[] = [];
    const { subgroups: has } = this.#device(this.#classes.Device).limits;
    for (const system of systems) {
      for (const subgroups of kindsOf(system, has)) {
        recentCalls.clear();
        const ran = await this.#run(system, subgroups, new Map());
        const made = new Set(recentCalls);
        beat();
        // What both kinds run is judged once.
        const other = runs.at(-1);
        const known = other?.system === system ? other.ran : new Set<string>();
        runs.push({ system, subgroups, made, ran: new Set([...ran].filter((call) => !known.has(call))) });
      }
    }
    this.#runs = runs;
    this.#pipelines.keeping = false;
  }

  /** The first number that is off with these kernels. */
  async judge(others: ReadonlyMap<string, Kernel>, file: string): Promise<Verdict> {
    const runs = this.#runs.filter(({ ran }) => [...others.keys()].some((call) => ran.has(call)));
    return this.#judge(runs, file, ({ system, subgroups }) => this.#run(system, subgroups, others));
  }

  /** The first number that is off with a whole backend in which these calls give something else. */
  async judgeWhole(classes: BackendClasses, calls: ReadonlySet<string>, file: string): Promise<Verdict> {
    const runs = this.#runs.filter(({ made }) => [...calls].some((call) => made.has(call)));
    return this.#judge(runs, file, ({ system, subgroups }) => this.#runOn(classes, system, subgroups));
  }

  async #judge(runs: readonly Run[], file: string, run: (one: Run) => Promise<unknown>): Promise<Verdict> {
    if (runs.length === 0) return { outcome: 'survived', by: 'no system runs it' };
    const found = ({ system }: Run): number => this.#finds.get(`${file} ${system.name}`) ?? 0;
    const order = [...runs].sort((a, b) => found(b) - found(a) || a.ran.size - b.ran.size);
    // Those that found most, or run little, and some of those that run most.
    const chosen = order.length <= mostRuns ? order : [...order.slice(0, mostRuns - 3), ...order.slice(-3)];
    for (const one of chosen) {
      try {
        await run(one);
      } catch (error) {
        const by = `${one.system.name}: ${messageOf(error)}`;
        if (/parsing WGSL|Tint WGSL/.test(by)) return { outcome: 'invalid', by };
        this.#finds.set(`${file} ${one.system.name}`, found(one) + 1);
        return { outcome: 'killed', by };
      }
    }
    return { outcome: 'survived', by: '' };
  }

  /** Gives the calls that made the kernels that ran. */
  async #run(system: System, subgroups: boolean, others: ReadonlyMap<string, Kernel>): Promise<ReadonlySet<string>> {
    const ran = new Set<string>();
    await this.#runOn(this.#classes, system, subgroups, (device) => new ReplacedKernels(device, others, ran));
    return ran;
  }

  async #runOn(
    { Device, Engine }: BackendClasses,
    system: System,
    subgroups: boolean,
    seenBy: (device: WebgpuDevice) => EngineDevice = (device) => device,
  ): Promise<void> {
    const own = this.#device(Device);
    const device = seenBy(own);
    const backend: Backend = {
      name: 'webgpu',
      description: 'a mutant',
      createEngine: (spec) => checkedEngine(spec, (checked) => new Engine(checked, device, subgroups)),
      dispose: async () => undefined,
    };
    try {
      await system.run(backend);
    } finally {
      // What the device has still to say of these kernels must not be told of the next ones.
      await own.finish().catch(() => undefined);
      own.dispose();
    }
  }

  #device(Device: typeof WebgpuDevice): WebgpuDevice {
    const tensors = (): never => {
      throw new Error('systems of the judge move no tensors');
    };
    const bridge = { bufferOf: tensors, createTensor: tensors };
    return new Device(this.#pipelines.device, bridge as never);
  }
}

function kindsOf({ withoutSubgroups = true }: System, has: boolean): readonly boolean[] {
  if (!has) return [false];
  return withoutSubgroups ? [true, false] : [true];
}
