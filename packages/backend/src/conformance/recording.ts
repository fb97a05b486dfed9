import type { Engine } from '../contract/engine.ts';
import type { StateVector } from '../contract/state.ts';
import type { SystemSpec } from '../contract/system-spec.ts';
import { CpuEngine } from '../cpu/cpu-engine.ts';
import { HkmemError } from '../errors.ts';

/** A case was run in another way than when it was recorded. */
export class RecordingError extends HkmemError {}

/** One call of the reference: the method, and what it gave. */
interface Call {
  readonly method: string | symbol;
  readonly answer: unknown;
}

/**
 * What is the same whenever one case is run: its random values, and the answers of the float64 reference. Given to
 * `runCase` again, for other backends, neither is computed anew.
 */
export class Recording {
  readonly #values = new Map<string, Float32Array>();
  #calls: readonly Call[] | undefined;

  /** The values of this name, made the first time they are asked for; they must not be changed. */
  values(name: string, make: () => Float32Array): Float32Array {
    const known = this.#values.get(name) ?? make();
    this.#values.set(name, known);
    return known;
  }

  /** The reference for one run: the engine itself until a run was `kept`, what it answered from then on. */
  reference(spec: SystemSpec): RecordedReference {
    const known = this.#calls;
    if (known !== undefined) return { engine: replayed(known), keep: () => undefined };
    const calls: Call[] = [];
    return {
      engine: recorded(new CpuEngine(spec), calls),
      keep: () => {
        this.#calls = calls;
      },
    };
  }
}

/** A reference for one run. */
export interface RecordedReference {
  readonly engine: Engine;
  /** Told when the run came to its end, so that its calls are all that a run makes. */
  keep(): void;
}

function recorded(engine: Engine, calls: Call[]): Engine {
  return new Proxy(engine, {
    get(target, method) {
      const value: unknown = Reflect.get(target, method, target);
      if (typeof value !== 'function') return value;
      if (method === 'dispose') return value.bind(target);
      return (...given: readonly unknown[]): unknown => {
        const answer: unknown = Reflect.apply(value, target, given);
        calls.push({ method, answer });
        return answer;
      };
    },
  });
}

/** States of an engine that computes nothing. */
class ReplayedState implements StateVector {
  readonly batch: number;

  constructor(batch: number) {
    this.batch = batch;
  }

  dispose(): void {}
}

function replayed(calls: readonly Call[]): Engine {
  let next = 0;
  return new Proxy({} as Engine, {
    get(_, method) {
      // Runs that end early give their engines back too.
      if (method === 'dispose') return () => undefined;
      return (...given: readonly unknown[]): unknown => {
        const call = calls[next++];
        if (call?.method !== method) {
          throw new RecordingError(
            `recorded reference: got ${String(method)}, expected ${String(call?.method ?? 'no more calls')}`,
          );
        }
        return method === 'createState' ? new ReplayedState(given[0] as number) : call.answer;
      };
    },
  });
}
