import {
  checkValues,
  type EnergyTerms,
  type Engine,
  type HostArray,
  ShapeError,
  type StateVector,
  ValueError,
} from '@hkmem/backend';
import { innerProduct, lagrangianOf } from '@hkmem/energy';

/** @throws {ValueError | ShapeError | NonFiniteError} unless `input` is x [B, N] of finite numbers for threshold units. */
export function checkInput(engine: Pick<Engine, 'spec'>, input: ArrayLike<number>, batch: number): void {
  const { neurons, threshold } = engine.spec;
  if (threshold === undefined) throw new ValueError('input', 'x [B, N]', 'none for a system without threshold units');
  if (input.length !== batch * neurons) {
    throw new ShapeError('input', input.length, [batch, neurons], 'Give one number per threshold unit and sample.');
  }
  checkValues('input', input, [batch, neurons]);
}

/** An engine under an input that may be changed. */
export interface DrivenEngine {
  /** The engine under the input; `dispose` gives back what the input takes, and the engine beneath stays. */
  readonly engine: Engine;
  /**
   * Replaces the input, x [B, N]; 0 at first.
   * @throws {ValueError | ShapeError | NonFiniteError} naming what of it does not fit.
   */
  setInput(input: HostArray): void;
}

/**
 * The engine under an input u [B, N] of its threshold units, a bias of each sample: dx/dt = W g - x + b + u, and E has
 * -kappaH u . g besides. For states of B samples; any backend, since u is one more term of `combine` after each field. The
 * Jacobian and gradients of parameters are as they were.
 * @throws {ValueError} for a system without threshold units.
 */
export function drivenEngine(engine: Engine, batch: number): DrivenEngine {
  const { neurons, oscillators } = engine.spec;
  checkInput(engine, new Float64Array(batch * neurons), batch);
  const drive = engine.createState(batch);
  const D = oscillators?.dimension ?? 0;
  const still = D > 0 ? { s: new Float64Array(batch * neurons * D) } : {};
  engine.writeState(drive, { x: new Float64Array(batch * neurons), ...still });
  let held: HostArray = new Float64Array(batch * neurons);
  const lagrangian = lagrangianOf(engine.spec);
  const own: Pick<Engine, 'field' | 'energies' | 'dispose'> = {
    field(state: StateVector, out: StateVector): void {
      engine.field(state, out);
      engine.combine(out, [
        [1, out],
        [1, drive],
      ]);
    },
    async energies(state: StateVector): Promise<EnergyTerms> {
      const [terms, { x }] = await Promise.all([engine.energies(state), engine.readState(state)]);
      const hopfield = terms.hopfield!.map((energy, b) => {
        const sample = Float64Array.from(x!.subarray(b * neurons, (b + 1) * neurons));
        return energy - innerProduct(lagrangian.activity(sample), held.subarray(b * neurons, (b + 1) * neurons));
      });
      return { ...terms, hopfield };
    },
    dispose: () => drive.dispose(),
  };
  const driven = new Proxy(engine, {
    get(target, name) {
      if (Object.hasOwn(own, name)) return own[name as keyof typeof own];
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return {
    engine: driven,
    setInput(input) {
      checkInput(engine, input, batch);
      engine.writeState(drive, { x: input });
      held = input;
    },
  };
}

/**
 * The engine under a constant input u [B, N]: a cue that is shown all the time, beside or instead of one that only starts
 * the flow; see `drivenEngine`.
 * @throws {ValueError | ShapeError | NonFiniteError} naming what of `input` does not fit.
 */
export function withInput(engine: Engine, input: HostArray, batch: number): Engine {
  checkInput(engine, input, batch);
  const driven = drivenEngine(engine, batch);
  driven.setInput(input);
  return driven.engine;
}
