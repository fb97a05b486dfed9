import { type Backend, checkedEngine, largestOf } from '@hkmem/backend';
import type { Device as EngineDevice } from '../../../../packages/backend-webgpu/src/device/device.ts';
import type { Kernel } from '../../../../packages/backend-webgpu/src/device/kernel.ts';
import type { WebgpuDevice } from '../../../../packages/backend-webgpu/src/device/webgpu-device.ts';
import type { WebgpuEngine } from '../../../../packages/backend-webgpu/src/engine/webgpu-engine.ts';
import { WatchedBuffers } from '../../../../packages/backend-webgpu/test/watched-buffers.ts';
import type { System } from '../conformance.ts';
import { messageOf, type Verdict } from '../kernels/verdict.ts';
import type { Finds } from '../schemata/batch-judge.ts';
import { KeptPipelines } from './kept-pipelines.ts';
import { recentCalls } from './kernel-calls.ts';
import { type Dispatched, ReplacedKernels, tilesOf } from './replaced-kernels.ts';

/** One system on kernels of one kind, and the calls that made the kernels it ran. */
interface Run {
  readonly system: System;
  readonly subgroups: boolean;
  readonly ran: ReadonlyMap<string, ReadonlySet<string>>;
  /** All calls of its engines. */
  readonly made: ReadonlySet<string>;
}

/**
 * Most systems that one fault is judged by: a software device takes half a second for one, and a kernel that all systems
 * dispatch is known after a few. The suite runs them all, so it finds no fewer faults.
 */
const mostRuns = 16;

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
  readonly #watched: WatchedBuffers;
  readonly #runs: Run[] = [];

  private constructor(gpu: GPUDevice, classes: BackendClasses) {
    this.#watched = new WatchedBuffers(gpu);
    this.#pipelines = new KeptPipelines(gpu);
    this.#classes = classes;
  }

  /**
   * Runs all systems without any fault: with subgroups, where the device has them, and some without. `tell` is called after
   * each.
   * @throws {CleanRunError} (rejects) if one fails.
   */
  static async create(
    gpu: GPUDevice,
    classes: BackendClasses,
    systems: readonly System[],
    tell: () => void,
  ): Promise<ShaderJudge> {
    const judge = new ShaderJudge(gpu, classes);
    const { subgroups: has } = judge.#device(classes.Device).limits;
    for (const system of systems) {
      for (const subgroups of kindsOf(system, has)) await judge.#runClean(system, subgroups);
      tell();
    }
    judge.#pipelines.keeping = false;
    return judge;
  }

  /** The first number that is off. */
  async judge(file: string, fault: Fault): Promise<Verdict> {
    const tried = new Set<string>();
    const waiting = new Set(this.#runs.filter((run) => callsOf(run, fault).length > 0));
    for (let n = 0; n < mostRuns; n++) {
      const next = this.#next([...waiting], fault, file, { tried, n });
      if (next === undefined) break;
      waiting.delete(next);
      for (const kind of kindsIn(next, fault)) tried.add(kind);
      const verdict = await this.#verdict(next, fault, file);
      if (verdict !== undefined) return verdict;
    }
    return { outcome: 'survived', by: tried.size === 0 ? 'no system runs it' : '' };
  }

  /**
   * First the system that found most in the file, then those that dispatch what it changes in ways that were not tried: in turn
   * the one with most workgroups and the one that runs least.
   */
  #next(
    runs: readonly Run[],
    fault: Fault,
    file: string,
    { tried, n }: { readonly tried: ReadonlySet<string>; readonly n: number },
  ): Run | undefined {
    const found = ({ system }: Run): number => this.#finds.get(`${file} ${system.name}`) ?? 0;
    const tiles = new Map(runs.map((run) => [run, largestOf(kindsIn(run, fault).map(tilesOf))]));
    const [next] = runs
      .filter((run) => kindsIn(run, fault).some((kind) => !tried.has(kind)))
      .sort((a, b) => {
        if (n === 0 && found(a) !== found(b)) return found(b) - found(a);
        return (n % 2 === 1 ? tiles.get(b)! - tiles.get(a)! : 0) || a.ran.size - b.ran.size;
      });
    return next;
  }

  async #runClean(system: System, subgroups: boolean): Promise<void> {
    recentCalls.clear();
    const ran = await this.#run(system, subgroups, new Map()).catch((error) => {
      throw new CleanRunError(`without any fault, ${system.name}: ${messageOf(error)}`);
    });
    const made = new Set(recentCalls);
    // What both kinds run is judged once.
    const other = this.#runs.at(-1);
    const known = other?.system === system ? other.ran : new Map<string, unknown>();
    this.#runs.push({ system, subgroups, made, ran: new Map([...ran].filter(([call]) => !known.has(call))) });
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
  async #run(system: System, subgroups: boolean, others: ReadonlyMap<string, Kernel>): Promise<Dispatched> {
    const ran: Dispatched = new Map();
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
      await own.finish();
      await this.#watched.check();
    } finally {
      // What the device has still to say of these kernels must not be told of the next ones.
      await own.finish().catch(() => undefined);
      own.dispose();
      await this.#watched.check().catch(() => undefined);
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

/** Calls of a run that a fault matters to. */
function callsOf({ ran, made }: Run, { others, whole }: Fault): readonly string[] {
  return whole === undefined
    ? [...others.keys()].filter((call) => ran.has(call))
    : [...whole.calls].filter((call) => made.has(call));
}

/** Kinds of dispatches of those calls. */
function kindsIn(run: Run, fault: Fault): readonly string[] {
  return callsOf(run, fault).flatMap((call) => [...(run.ran.get(call) ?? [''])].map((kind) => `${call} ${kind}`));
}
