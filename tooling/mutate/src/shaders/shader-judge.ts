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

/** Systems that are run without any fault at a time. */
const systemsAtOnce = 5;

/** Classes of the backend without any fault. */
export interface BackendClasses {
  readonly Device: typeof WebgpuDevice;
  readonly Engine: typeof WebgpuEngine;
}

/** What a fault does to the kernels that are known. */
export interface Fault {
  /** Kernels with other texts, by the calls that make them. */
  readonly others: ReadonlyMap<string, Kernel>;
  /** Of a fault that changes more than texts: the calls that give something else, and a backend with it. */
  readonly whole?: { readonly calls: ReadonlySet<string>; readonly classes: BackendClasses };
}

/** Without any fault a system fails. */
export class CleanRunError extends Error {
  override readonly name = 'CleanRunError';
}

/** Judges kernels that stand in place of the backend's own, each by the systems that run it. */
export class ShaderJudge {
  readonly #classes: BackendClasses;
  readonly #pipelines: KeptPipelines;
  readonly #finds: Finds = new Map();
  readonly #runs: Run[] = [];
  readonly #waiting: System[];

  constructor(gpu: GPUDevice, classes: BackendClasses, systems: readonly System[]) {
    this.#pipelines = new KeptPipelines(gpu);
    this.#classes = classes;
    this.#waiting = [...systems];
  }

  /**
   * The first number that is off. Systems are run without any fault first, a few more whenever those that were do not
   * tell; `faultOf` is asked again after that, as more kernels are known.
   * @throws {CleanRunError} (rejects) if a system fails without any fault.
   */
  async judge(file: string, faultOf: () => Promise<Fault>): Promise<Verdict> {
    const tried = new Set<Run>();
    do {
      const fault = await faultOf();
      for (const one of this.#order(fault, file)) {
        if (tried.size >= mostRuns) break;
        if (tried.has(one)) continue;
        tried.add(one);
        const verdict = await this.#verdict(one, fault, file);
        if (verdict !== undefined) return verdict;
      }
    } while (tried.size < mostRuns && (await this.#runMore()));
    return { outcome: 'survived', by: tried.size === 0 ? 'no system runs it' : '' };
  }

  /** Runs a few more systems without any fault: with subgroups, where the device has them, and some without. */
  async #runMore(): Promise<boolean> {
    const { subgroups: has } = this.#device(this.#classes.Device).limits;
    const more = this.#waiting.splice(0, systemsAtOnce);
    this.#pipelines.keeping = true;
    for (const system of more) {
      for (const subgroups of kindsOf(system, has)) {
        recentCalls.clear();
        const ran = await this.#run(system, subgroups, new Map()).catch((error) => {
          throw new CleanRunError(`without any fault, ${system.name}: ${messageOf(error)}`);
        });
        const made = new Set(recentCalls);
        // What both kinds run is judged once.
        const other = this.#runs.at(-1);
        const known = other?.system === system ? other.ran : new Set<string>();
        this.#runs.push({ system, subgroups, made, ran: new Set([...ran].filter((call) => !known.has(call))) });
      }
    }
    this.#pipelines.keeping = false;
    return more.length > 0;
  }

  /** Systems that a fault matters to, those first that found most in its file or run little. */
  #order({ others, whole }: Fault, file: string): readonly Run[] {
    const found = ({ system }: Run): number => this.#finds.get(`${file} ${system.name}`) ?? 0;
    return this.#runs
      .filter(({ ran, made }) => {
        return whole === undefined
          ? [...others.keys()].some((call) => ran.has(call))
          : [...whole.calls].some((call) => made.has(call));
      })
      .sort((a, b) => found(b) - found(a) || a.ran.size - b.ran.size);
  }

  async #verdict(one: Run, { others, whole }: Fault, file: string): Promise<Verdict | undefined> {
    const { system, subgroups } = one;
    try {
      if (whole === undefined) await this.#run(system, subgroups, others);
      else await this.#runOn(whole.classes, system, subgroups);
      return undefined;
    } catch (error) {
      const by = `${system.name}: ${messageOf(error)}`;
      if (/parsing WGSL|Tint WGSL/.test(by)) return { outcome: 'invalid', by };
      this.#finds.set(`${file} ${system.name}`, (this.#finds.get(`${file} ${system.name}`) ?? 0) + 1);
      return { outcome: 'killed', by };
    }
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
