import type { Engine } from './engine.ts';
import type { SystemSpec } from './system-spec.ts';

/** A backend that is ready to compute. */
export interface Backend {
  /** As it is asked for: `cpu`, `wasm`, `webgpu`. */
  readonly name: string;
  /** One line for people: instruction set, adapter, threads. */
  readonly description: string;
  /** Largest error against the float64 reference, relative to the largest entry, that its arithmetic is held to; 1e-4 if absent. */
  readonly tolerance?: number;
  /** Whether a GPU is only emulated on the processor; `auto` then passes over this backend. */
  readonly software?: boolean;
  /** @throws {ValueError | UnknownNameError} if the specification does not hold together. */
  createEngine(spec: SystemSpec): Engine;
  /** Ends workers and gives back what the backend holds. Engines must be disposed of before it. Idempotent. */
  dispose(): Promise<void>;
}

/** What a caller may ask of any backend; each takes what concerns it. */
export interface BackendOptions {
  /** Threads of a worker pool, where the backend has one. 1 means no pool. */
  readonly workers?: number;
  /** Forces a variant by name, for tests and benchmarks; an unknown or unusable one is an error. */
  readonly variant?: string;
  /** In pages and bundles: URL of the folder that holds the binary files a backend loads, ending in a slash. */
  readonly assets?: string;
  /**
   * False if no tensors of tfjs will go in or out: a backend that can do without tfjs's own then leaves that out, which saves
   * a page some 500 kB and its start. True if absent.
   */
  readonly tensors?: boolean;
}

/** How a backend package makes itself known. Nothing heavy may load before `create` is called. */
export interface BackendFactory {
  /** As it is asked for. */
  readonly name: string;
  /** Order in which `auto` tries backends, highest first. */
  readonly priority: number;
  /** Rejects with the reason if this machine cannot run the backend. */
  create(options: BackendOptions): Promise<Backend>;
}
