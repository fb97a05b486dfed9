import {
  type Backend,
  DeviceError,
  type Engine,
  registerBackend,
  type SystemSpec,
  selectBackend,
} from '@hkmem/backend';
import type { BackendChoice, BackendStatus } from './protocol.ts';

/** Whether an adapter that computes on the processor will do; for `auto`, wasm is better. */
let softwareAllowed = false;
/** Of the WebGPU device made last: resolves when the device is gone, for whatever reason. */
let deviceEnd: Promise<string> | undefined;

registerBackend({
  name: 'wasm',
  priority: 20,
  // No scene hands over tensors.
  create: async (options) => (await import('@hkmem/backend-wasm')).wasmBackend.create({ ...options, tensors: false }),
});
registerBackend({
  name: 'webgpu',
  priority: 30,
  create: async (options) => {
    if (!('gpu' in navigator)) throw new Error('this browser has no WebGPU here (navigator.gpu is not there).');
    const { WebgpuBackend, webgpuBackend } = await import('@hkmem/backend-webgpu');
    const made = await webgpuBackend.create(options);
    if (made instanceof WebgpuBackend && (softwareAllowed || !made.software)) {
      deviceEnd = made.device.lost.then(({ message, reason }) => message || reason);
      return made;
    }
    await made.dispose();
    throw new Error(`its adapter is ${made.description}, which is slower than wasm. Choose it by name to see it.`);
  },
});

/** Makes an engine's parameters known to it. */
export type EngineSetup = (engine: Engine) => void;

/** The backend that this worker computes on, its engines by name, and the way out when a device is lost. */
export class BackendHost {
  #backend: Backend | undefined;
  #choice: BackendChoice | undefined;
  #status: BackendStatus | undefined;
  #generation = 0;
  #starting: Promise<unknown> = Promise.resolve();
  readonly #engines = new Map<string, Engine>();
  /** Told when the backend was replaced because its device failed. */
  onChange: (status: BackendStatus) => void = () => {};

  get backend(): Backend {
    if (this.#backend === undefined) throw new Error('No backend was started yet.');
    return this.#backend;
  }

  /** Counts the backends that were started; engines made under another number are gone. */
  get generation(): number {
    return this.#generation;
  }

  /** Starts the backend asked for; one that is not there falls back to the first that works, and says so. */
  start(choice: BackendChoice): Promise<BackendStatus> {
    this.#generation += 1;
    const started = this.#starting.then(() => this.#start(choice));
    this.#starting = started.catch(() => undefined);
    return started;
  }

  async #start(choice: BackendChoice): Promise<BackendStatus> {
    await this.#stop();
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
    if (selection.backend.name === 'webgpu') this.#watch(this.#generation);
    return this.#status;
  }

  /** The engine kept under a name; made and set up when it is first asked for. */
  engine(name: string, spec: SystemSpec, setUp: EngineSetup): Engine {
    const kept = this.#engines.get(name);
    if (kept?.spec === spec) return kept;
    kept?.dispose();
    const engine = this.backend.createEngine(spec);
    setUp(engine);
    this.#engines.set(name, engine);
    return engine;
  }

  /** Gives an engine back. */
  release(name: string): void {
    const engine = this.#engines.get(name);
    this.#engines.delete(name);
    if (engine !== undefined) quietly(() => engine.dispose());
  }

  /** Runs work; if the backend goes while it runs, because its device failed or another was asked for, once more. */
  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    const { generation } = this;
    try {
      return await work();
    } catch (error) {
      if (generation === this.#generation) {
        if (!(error instanceof DeviceError) || this.#status?.name === 'wasm') throw error;
        await this.#leave(generation, messageOf(error));
      } else await this.#starting;
      return work();
    }
  }

  /** Leaves a device that is lost while nothing runs on it, too. */
  #watch(generation: number): void {
    void deviceEnd?.then((message) => this.#leave(generation, message)).catch(() => undefined);
  }

  /** Goes on on wasm in place of a backend that failed, and tells so; once for each. */
  async #leave(generation: number, message: string): Promise<void> {
    if (generation !== this.#generation || this.#choice === undefined) {
      await this.#starting;
      return;
    }
    const left = this.#status?.name ?? 'The backend';
    const status = await this.start({ ...this.#choice, name: 'wasm' });
    const cause = message.split(/\. (Create|Use) /)[0]!.replace(/\.$/, '');
    this.#status = { ...status, notice: `${left} stopped working here: ${cause}. What ran on it goes on.` };
    this.onChange(this.#status);
  }

  async #stop(): Promise<void> {
    for (const name of [...this.#engines.keys()]) this.release(name);
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
