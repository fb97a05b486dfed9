import {
  type Backend,
  DeviceError,
  type Engine,
  registerBackend,
  type SystemSpec,
  selectBackend,
} from '@hkmem/backend';
import { env } from '@tensorflow/tfjs-core';
import type { BackendChoice, BackendStatus } from './protocol.ts';

/** Whether an adapter that computes on the processor will do; for `auto`, wasm is better. */
let softwareAllowed = false;

registerBackend({
  name: 'wasm',
  priority: 20,
  create: async (options) => {
    await import('@tensorflow/tfjs-backend-wasm');
    // The kernels bring a pool of their own; tfjs's threads would start from its source text, which bundling changes.
    env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    return (await import('@hkmem/backend-wasm')).wasmBackend.create(options);
  },
});
registerBackend({
  name: 'webgpu',
  priority: 30,
  create: async (options) => {
    if (!('gpu' in navigator)) throw new Error('this browser has no WebGPU here (navigator.gpu is not there).');
    const made = await (await import('@hkmem/backend-webgpu')).webgpuBackend.create(options);
    if (softwareAllowed || !/software/i.test(made.description)) return made;
    await made.dispose();
    throw new Error(`its adapter is ${made.description}, which is slower than wasm. Choose it by name to see it.`);
  },
});

/** Makes an engine's parameters known to it. */
export type EngineSetup = (engine: Engine) => void;

interface KeptEngine {
  readonly engine: Engine;
  readonly dispose: () => void;
}

/** The backend that this worker computes on, its engines by name, and the way out when a device is lost. */
export class BackendHost {
  #backend: Backend | undefined;
  #choice: BackendChoice | undefined;
  #status: BackendStatus | undefined;
  readonly #engines = new Map<string, KeptEngine>();
  /** Told when the backend was replaced because its device failed. */
  onChange: (status: BackendStatus) => void = () => {};

  get backend(): Backend {
    if (this.#backend === undefined) throw new Error('No backend was started yet.');
    return this.#backend;
  }

  /** Starts the backend asked for; one that is not there falls back to the first that works, and says so. */
  async start(choice: BackendChoice): Promise<BackendStatus> {
    await this.stop();
    this.#choice = choice;
    softwareAllowed = choice.name === 'webgpu';
    const options = { assets: choice.assets, workers: choice.workers };
    let passed: string | undefined;
    let selection: Awaited<ReturnType<typeof selectBackend>>;
    try {
      selection = await selectBackend(choice.name, options);
    } catch (error) {
      if (choice.name === 'auto') throw error;
      passed = messageOf(error);
      selection = await selectBackend('auto', options);
    }
    this.#backend = selection.backend;
    this.#status = {
      name: selection.backend.name,
      description: selection.backend.description,
      reason: selection.reason,
      rejected: selection.rejected,
      ...(passed === undefined ? {} : { notice: passed }),
    };
    return this.#status;
  }

  /** The engine kept under a name; made and set up when it is first asked for. */
  engine(name: string, spec: SystemSpec, setUp: EngineSetup): Engine {
    const kept = this.#engines.get(name);
    if (kept?.engine.spec === spec) return kept.engine;
    kept?.dispose();
    const engine = this.backend.createEngine(spec);
    setUp(engine);
    this.#engines.set(name, { engine, dispose: () => engine.dispose() });
    return engine;
  }

  /** Gives an engine back. */
  release(name: string): void {
    this.#engines.get(name)?.dispose();
    this.#engines.delete(name);
  }

  /** Runs work; if the device fails, once more on wasm, after telling so. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof DeviceError) || this.#status?.name === 'wasm' || this.#choice === undefined) throw error;
      const lost = this.#status?.name ?? '';
      const status = await this.start({ ...this.#choice, name: 'wasm' });
      this.onChange({ ...status, notice: `${lost} failed and was left: ${messageOf(error)}` });
      return work();
    }
  }

  async stop(): Promise<void> {
    for (const { dispose } of this.#engines.values()) quietly(dispose);
    this.#engines.clear();
    const backend = this.#backend;
    this.#backend = undefined;
    await backend?.dispose().catch(() => undefined);
  }
}

/** A lost device may refuse even to be given back. */
function quietly(action: () => void): void {
  try {
    action();
  } catch {
    // Nothing is left to free.
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
