import { type Engine, type HostArray, ShapeError, type StateVector, ValueError } from '@hkmem/backend';

/** An engine some of whose oscillators are held where they are put. */
export interface HeldEngine {
  /** Held oscillators have no velocity and take no cotangent; `dispose` gives back what this takes, the engine beneath stays. */
  readonly engine: Engine;
  /**
   * Puts the held oscillators of a state where the rows of `held` [B, N, D] say, which are 0 for all others; those and x
   * stay.
   */
  place(state: StateVector, held: HostArray): void;
  /** Sets the rows of held oscillators to 0, in place. */
  release(vector: StateVector): void;
}

/** Vectors of a batch: rows that point along an axis where free and are long where held, and two to work with. */
interface Axes {
  readonly first: StateVector;
  readonly second: StateVector;
  readonly work: readonly [StateVector, StateVector];
}

/** The pull-back through normalising divides by a row's length: 1e-15 is below the rounding of what it is added to. */
const long = 1e15;

/**
 * Holds oscillators: f_i = 0 for them, and the Jacobian has neither their rows nor their columns, so that flows, fixed
 * points and gradients are those of the others under a constant s_i. Any backend: a row without its component along an
 * axis is a pull-back through normalising there, and two axes give the whole row. An energy that is bounded stays so, and
 * steepest descent of it stays descent.
 * @throws {ValueError | ShapeError} for a system without oscillators, or unless `held` is N numbers, 1 for held and 0 for free.
 */
export function holdOscillators(engine: Engine, held: ArrayLike<number>): HeldEngine {
  const { neurons, oscillators, threshold } = engine.spec;
  if (oscillators === undefined) {
    throw new ValueError('held oscillators', 'some', 'none for a system without oscillators', 'Leave them out.');
  }
  if (held.length !== neurons) {
    throw new ShapeError('held oscillators', held.length, [neurons], 'Give one number per neuron, 1 for held.');
  }
  const wrong = Array.from(held).find((entry) => entry !== 0 && entry !== 1);
  if (wrong !== undefined) throw new ValueError('held oscillators', wrong, '1 for held and 0 for free');
  const D = oscillators.dimension;
  const made = new Map<number, Axes>();

  function axesOf(batch: number): Axes {
    const found = made.get(batch);
    if (found !== undefined) return found;
    const along = (axis: number): StateVector => {
      const vector = engine.createState(batch);
      const s = new Float64Array(batch * neurons * D);
      for (let row = 0; row < batch * neurons; row++) s[row * D + axis] = held[row % neurons] === 1 ? long : 1;
      engine.writeState(vector, { s, ...(threshold && { x: new Float64Array(batch * neurons) }) });
      return vector;
    };
    const work = [engine.createState(batch), engine.createState(batch)] as const;
    const axes = { first: along(0), second: along(1), work };
    made.set(batch, axes);
    return axes;
  }

  function release(vector: StateVector): void {
    const { first, second, work } = axesOf(vector.batch);
    const [part] = work;
    engine.combine(part, [[1, vector]]);
    // Of a free row all but the component along the first axis, and x; then that component.
    engine.normaliseVjp(first, part);
    engine.combine(vector, [
      [1, vector],
      [-1, part],
    ]);
    engine.normaliseVjp(second, vector);
    engine.combine(vector, [
      [1, vector],
      [1, part],
    ]);
  }

  const own: Pick<Engine, 'field' | 'vjp' | 'dispose'> = {
    field(state: StateVector, out: StateVector): void {
      engine.field(state, out);
      release(out);
    },
    vjp(state: StateVector, cotangent: StateVector, out: StateVector): void {
      const [, free] = axesOf(state.batch).work;
      engine.combine(free, [[1, cotangent]]);
      release(free);
      engine.vjp(state, free, out);
      release(out);
    },
    dispose(): void {
      for (const { first, second, work } of made.values()) for (const each of [first, second, ...work]) each.dispose();
      made.clear();
    },
  };
  return {
    engine: new Proxy(engine, {
      get(target, name) {
        if (Object.hasOwn(own, name)) return own[name as keyof typeof own];
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    }),
    release,
    place(state, rows) {
      if (rows.length !== state.batch * neurons * D) {
        throw new ShapeError('held oscillators', rows.length, [state.batch, neurons, D], 'Give one row per neuron.');
      }
      const [, kept] = axesOf(state.batch).work;
      engine.writeState(kept, { s: rows, ...(threshold && { x: new Float64Array(state.batch * neurons) }) });
      release(state);
      engine.combine(state, [
        [1, state],
        [1, kept],
      ]);
    },
  };
}
