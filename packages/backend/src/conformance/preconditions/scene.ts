import type { Backend } from '../../contract/backend.ts';
import type { Engine } from '../../contract/engine.ts';
import { sizeOf } from '../../contract/parameters.ts';
import type { StateVector } from '../../contract/state.ts';
import { RandomKey } from '../../random/random-key.ts';
import { caseOf } from '../sampling/case.ts';
import type { CaseFeatures } from '../sampling/features.ts';

/** An engine with states, gradients and running means, which misuse must not change. */
export interface Scene {
  readonly engine: Engine;
  /** Three states of B = 3. */
  readonly state: StateVector;
  readonly cotangent: StateVector;
  readonly out: StateVector;
  /** B = 4. */
  readonly larger: StateVector;
  readonly disposed: StateVector;
  /** A state of another engine of the same system. */
  readonly foreign: StateVector;
  /** A parameter whose gradient is wanted, and one whose is not. */
  readonly path: string;
  readonly frozen: string;
  /** Everything that can be read, by name. */
  read(): Promise<Readonly<Record<string, Float64Array>>>;
  dispose(): void;
}

const batch = 3;

/** A scene on a backend, with random numbers everywhere. */
export function sceneOf(backend: Backend, features: Omit<CaseFeatures, 'batch' | 'seed'>): Scene {
  const key = RandomKey.fromSeed(8);
  const { spec } = caseOf({ ...features, batch, seed: 8 });
  const [engine, other] = [backend.createEngine(spec), backend.createEngine(spec)];
  const { neurons, threshold, oscillators } = spec;
  const [path, frozen] = [...engine.shapes.keys()] as [string, string];
  const made = (name: string, count: number): StateVector => {
    const state = engine.createState(count);
    engine.writeState(state, {
      ...(threshold && { x: key.fold(`${name} x`).normal(count * neurons) }),
      ...(oscillators && { s: key.fold(`${name} s`).normal(count * neurons * oscillators.dimension) }),
    });
    return state;
  };
  for (const [name, shape] of engine.shapes) engine.writeParameter(name, key.fold(name).normal(sizeOf(shape)));
  const states = { state: made('state', batch), cotangent: made('cotangent', batch), out: made('out', batch) };
  const larger = made('larger', batch + 1);
  const disposed = made('disposed', batch);
  engine.setTrainable([path]);
  engine.vjp(states.state, states.cotangent, disposed);
  engine.writeMoment(path, 'first', key.fold('mean').normal(sizeOf(engine.shapes.get(path)!)));
  disposed.dispose();
  disposed.dispose();
  return {
    engine,
    ...states,
    larger,
    disposed,
    foreign: other.createState(batch),
    path,
    frozen,
    async read() {
      const found: Record<string, Float64Array> = {};
      for (const name of engine.shapes.keys()) found[name] = Float64Array.from(await engine.readParameter(name));
      found['gradient'] = Float64Array.from(await engine.readGradient(path));
      for (const moment of ['first', 'second'] as const) {
        found[moment] = Float64Array.from(await engine.readMoment(path, moment));
      }
      for (const [name, state] of Object.entries({ ...states, larger })) {
        for (const [part, values] of Object.entries(await engine.readState(state))) {
          found[`${name} ${part}`] = Float64Array.from(values);
        }
      }
      return found;
    },
    dispose() {
      engine.dispose();
      other.dispose();
    },
  };
}
