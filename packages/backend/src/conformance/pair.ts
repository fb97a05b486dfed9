import type { Backend } from '../contract/backend.ts';
import type { Engine, HostState, StateVector } from '../contract/engine.ts';
import { sizeOf } from '../contract/parameters.ts';
import { CpuEngine } from '../cpu/cpu-engine.ts';
import { RandomKey } from '../random/random-key.ts';
import type { ConformanceCase } from './cases.ts';

/** The engine under test and the float64 reference with the same parameters and the same named states. */
export class EnginePair {
  /** The engine under test. */
  readonly tested: Engine;
  /** The float64 reference. */
  readonly reference: Engine;
  readonly #case: ConformanceCase;
  readonly #key: RandomKey;
  readonly #states: StateVector[] = [];

  constructor(backend: Backend, testCase: ConformanceCase) {
    this.#case = testCase;
    this.#key = RandomKey.fromSeed(3).fold(testCase.name);
    this.tested = backend.createEngine(testCase.spec);
    this.reference = new CpuEngine(testCase.spec);
    for (const [path, shape] of this.tested.shapes) {
      const scale = path === 'hopfield.weights' ? 1 / Math.sqrt(testCase.spec.neurons) : 0.5;
      const values = Float32Array.from(this.#key.fold(path).normal(sizeOf(shape)), (value) => scale * value);
      for (const engine of [this.tested, this.reference]) engine.writeParameter(path, values);
    }
  }

  /** Random host values of this case's state shape, the same for the same name. */
  random(name: string): HostState {
    const { spec, batch } = this.#case;
    const D = spec.oscillators?.dimension ?? 0;
    const draw = (part: string, size: number): Float32Array => {
      return Float32Array.from(this.#key.fold(`${name}/${part}`).normal(size));
    };
    return {
      ...(spec.threshold === undefined ? {} : { x: draw('x', batch * spec.neurons) }),
      ...(D === 0 ? {} : { s: draw('s', batch * spec.neurons * D) }),
    };
  }

  /** A state on both engines; random if it has a name, zeros otherwise. */
  state(name?: string): readonly [tested: StateVector, reference: StateVector] {
    const pair = [this.tested.createState(this.#case.batch), this.reference.createState(this.#case.batch)] as const;
    this.#states.push(...pair);
    if (name !== undefined) {
      this.tested.writeState(pair[0], this.random(name));
      this.reference.writeState(pair[1], this.random(name));
    }
    return pair;
  }

  /** Gives back both engines and all states. */
  dispose(): void {
    for (const state of this.#states) state.dispose();
    this.tested.dispose();
    this.reference.dispose();
  }
}

/**
 * Largest difference between two arrays relative to the largest entry of the expected one, and where it is; `floor`
 * keeps arrays of rounding noise from counting.
 */
export function largestError(
  got: ArrayLike<number>,
  expected: ArrayLike<number>,
  floor = 1e-6,
): { readonly error: number; readonly index: number } {
  let largest = floor;
  for (let i = 0; i < expected.length; i++) largest = Math.max(largest, Math.abs(expected[i]!));
  let error = got.length === expected.length ? 0 : Number.POSITIVE_INFINITY;
  let index = -1;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs(got[i]! - expected[i]!) / largest;
    if (!(difference <= error)) {
      error = difference;
      index = i;
    }
  }
  return { error, index };
}
