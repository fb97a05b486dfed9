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

/**
 * The engine under a constant input u [B, N], a bias of each sample: dx/dt = W g - x + b + u, and E has -kappaH u . g
 * besides. A cue that is shown all the time, beside or instead of one that only starts the flow. For states of B samples;
 * any backend, since u is one more term of `combine` after each field. The Jacobian and gradients of parameters are as
 * they were. `dispose` gives back what the input takes; the engine stays.
 * @throws {ValueError | ShapeError | NonFiniteError} naming what of `input` does not fit.
 */
export function withInput(engine: Engine, input: HostArray, batch: number): Engine {
  checkInput(engine, input, batch);
  const { neurons, oscillators } = engine.spec;
  const drive = engine.createState(batch);
  const D = oscillators?.dimension ?? 0;
  engine.writeState(drive, { x: input, ...(D > 0 && { s: new Float64Array(batch * neurons * D) }) });
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
        return energy - innerProduct(lagrangian.activity(sample), input.subarray(b * neurons, (b + 1) * neurons));
      });
      return { ...terms, hopfield };
    },
    dispose: () => drive.dispose(),
  };
  return new Proxy(engine, {
    get(target, name) {
      if (Object.hasOwn(own, name)) return own[name as keyof typeof own];
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
