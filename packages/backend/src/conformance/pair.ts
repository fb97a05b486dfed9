import type { Backend } from '../contract/backend.ts';
import type { Engine } from '../contract/engine.ts';
import { parametersOfSystem } from '../contract/parameter-info.ts';
import { sizeOf } from '../contract/parameters.ts';
import type { HostState, StateVector } from '../contract/state.ts';
import { RandomKey } from '../random/random-key.ts';
import { type RecordedReference, Recording } from './recording.ts';
import type { ConformanceCase } from './sampling/case.ts';

/** The engine under test and the float64 reference with the same parameters and the same named states. */
export class EnginePair {
  /** The engine under test. */
  readonly tested: Engine;
  /** The float64 reference. */
  readonly reference: Engine;
  /** What both compute. */
  readonly case: ConformanceCase;
  readonly #key: RandomKey;
  readonly #recording: Recording;
  readonly #recorded: RecordedReference;
  readonly #states: StateVector[] = [];

  /** `recording` holds what an earlier pair of the same case computed on the reference, or is to hold it. */
  constructor(backend: Backend, testCase: ConformanceCase, recording: Recording = new Recording()) {
    this.case = testCase;
    this.#key = RandomKey.fromSeed(testCase.seed ?? 3).fold('values');
    this.tested = backend.createEngine(testCase.spec);
    this.#recording = recording;
    this.#recorded = recording.reference(testCase.spec);
    this.reference = this.#recorded.engine;
    for (const path of this.tested.shapes.keys()) {
      const values = this.parameter(path);
      this.each((engine) => engine.writeParameter(path, values));
    }
  }

  /** What a parameter is at first: float32 numbers of a size that keeps states of order 1. */
  parameter(path: string): Float32Array {
    return this.#recording.values(`parameter ${path}`, () => this.#parameter(path));
  }

  #parameter(path: string): Float32Array {
    const { spec } = this.case;
    const { role, start } = parametersOfSystem(spec).find((info) => info.path === path)!;
    const scale = path === 'hopfield.weights' ? 1 / Math.sqrt(spec.neurons) : 0.5;
    const normal = this.#key.fold(path).normal(sizeOf(this.tested.shapes.get(path)!));
    // One number that scales all of a term must not be small by chance.
    if (path === 'coupling.alpha') return Float32Array.from(normal, (value) => Math.sign(value) * 0.6);
    // Numbers that laws start from keep their sign: they may be divisors, or under a root.
    if (typeof start === 'number' && ['lagrangian', 'interaction', 'coupling'].includes(role) && start !== 0) {
      return Float32Array.from(normal, (value) => start * (1 + 0.4 * Math.tanh(value)));
    }
    const values = Float32Array.from(normal, (value) => scale * value);
    return path === 'start.s' ? this.#withZeroVector(values) : values;
  }

  /** Random float32 numbers, the same for the same name. */
  normal(name: string, size: number): Float32Array {
    return this.#recording.values(`normal ${name} ${size}`, () => {
      return Float32Array.from(this.#key.fold(name).normal(size));
    });
  }

  /** Random host values of this case's state shape, the same for the same name. */
  random(name: string): HostState {
    const { spec, batch } = this.case;
    const D = spec.oscillators?.dimension ?? 0;
    return {
      ...(spec.threshold === undefined ? {} : { x: this.normal(`${name}/x`, batch * spec.neurons) }),
      ...(D === 0 ? {} : { s: this.#withZeroVector(this.normal(`${name}/s`, batch * spec.neurons * D)) }),
    };
  }

  /** The last neuron's vector has no direction, of the last sample where there are samples. */
  #withZeroVector(vectors: Float32Array): Float32Array {
    const { neurons, oscillators } = this.case.spec;
    return neurons < 4 ? vectors : vectors.fill(0, vectors.length - (oscillators?.dimension ?? 0));
  }

  /** A state on both engines; random if it has a name, zeros otherwise. */
  state(name?: string): readonly [tested: StateVector, reference: StateVector] {
    const pair = [this.tested.createState(this.case.batch), this.reference.createState(this.case.batch)] as const;
    this.#states.push(...pair);
    if (name !== undefined) this.each((engine, k) => engine.writeState(pair[k], this.random(name)));
    return pair;
  }

  /** Does the same on both engines; `k` tells which state of a pair is the engine's. */
  each(work: (engine: Engine, k: 0 | 1) => void): void {
    work(this.tested, 0);
    work(this.reference, 1);
  }

  /** Reads the same off both engines, the reference last. */
  async both<Result>(read: (engine: Engine, k: 0 | 1) => Promise<Result>): Promise<readonly [Result, Result]> {
    return [await read(this.tested, 0), await read(this.reference, 1)];
  }

  /** Gives back the states that were made so far. */
  release(): void {
    for (const state of this.#states.splice(0)) state.dispose();
  }

  /** Told when all was compared: from now on the recording stands for the reference. */
  keep(): void {
    this.#recorded.keep();
  }

  /** Gives back both engines and all states. */
  dispose(): void {
    this.release();
    this.tested.dispose();
    this.reference.dispose();
  }
}
