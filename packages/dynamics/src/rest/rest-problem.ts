import {
  type Engine,
  type Float64Parameters,
  normaliseRows,
  parametersOfSystem,
  type StateVector,
} from '@hkmem/backend';
import { addScaled, innerProduct, lagrangianOf, summandsOf, weightEnergies } from '@hkmem/energy';
import { type StateMetric, stateMetric } from './metric.ts';
import { type Packed, type PackedSize, packedSize, packSamples, unpackSamples } from './packed.ts';
import { packedGradient, type RestLoss } from './rest-loss.ts';

/** What finding rest has cost, each summed over the samples it was computed for. */
export interface RestCost {
  /** Evaluations of the field. */
  readonly fields: number;
  /** Products with the Jacobian (`Engine.vjp`). */
  readonly products: number;
  /** Evaluations of the energy. */
  readonly energies: number;
}

/** beta l, added to the energy of one sample. */
export interface Nudge {
  readonly loss: RestLoss;
  readonly beta: number;
  /** The sample's place in the batch that the loss is of. */
  readonly index: number;
}

/** A state with what belongs to it alone: its input [N] and its nudge, if it has them. */
export interface RestSampleInput {
  readonly state: Packed;
  readonly input?: Packed | undefined;
  readonly nudge?: Nudge | undefined;
}

/**
 * Fields, energies and products of samples on the host, computed by an engine for as many as are asked for at once. An
 * input u adds to dx/dt, as a bias of one sample, and -kappaH u . g to its energy.
 */
export class RestProblem {
  readonly engine: Engine;
  readonly size: PackedSize;
  /** Rounding of an energy relative to its scale, as in `LyapunovMonitor`. */
  readonly allowance: number;
  readonly #lagrangian: Float64Parameters;
  #cost = { fields: 0, products: 0, energies: 0 };
  #vectors: StateVector[] = [];

  private constructor(engine: Engine, lagrangian: Float64Parameters) {
    this.engine = engine;
    this.#lagrangian = lagrangian;
    this.size = packedSize(engine.spec);
    this.allowance = 8 * Math.sqrt(summandsOf(engine.spec)) * (engine.precision === 'float64' ? 2 ** -53 : 2 ** -24);
  }

  /** Of what an engine holds now: the parameters of its Lagrangian are read once. */
  static async of(engine: Engine): Promise<RestProblem> {
    const lagrangian: Record<string, Float64Array> = {};
    for (const { role, path } of parametersOfSystem(engine.spec)) {
      if (role === 'lagrangian') lagrangian[path] = Float64Array.from(await engine.readParameter(path));
    }
    return new RestProblem(engine, lagrangian);
  }

  get cost(): RestCost {
    return { ...this.#cost };
  }

  /** Counts evaluations that were made elsewhere. */
  addCost(fields: number): void {
    this.#cost.fields += fields;
  }

  metricAt(state: Packed): StateMetric {
    return stateMetric(this.engine.spec, state, this.#lagrangian);
  }

  /** f(y) + (u, 0) - beta G^+ dl/dy. */
  async fields(samples: readonly RestSampleInput[]): Promise<Packed[]> {
    const [state, out] = this.#take(samples.length);
    this.#cost.fields += samples.length;
    this.#write(
      state!,
      samples.map((sample) => sample.state),
    );
    this.engine.field(state!, out!);
    const fields = await this.#read(out!, samples.length);
    samples.forEach(({ state: at, input, nudge }, n) => {
      if (input !== undefined) addScaled(fields[n]!.subarray(0, input.length), 1, input);
      if (nudge === undefined) return;
      const slope = packedGradient(this.size.x, nudge.loss, at, nudge.index);
      addScaled(fields[n]!, -nudge.beta, this.metricAt(at).invert(slope));
    });
    return fields;
  }

  /** E - kappaH u . g + beta l, and the size of what was summed for it. */
  async energies(samples: readonly RestSampleInput[]): Promise<{ readonly total: number; readonly scale: number }[]> {
    const [state] = this.#take(samples.length);
    this.#cost.energies += samples.length;
    this.#write(
      state!,
      samples.map((sample) => sample.state),
    );
    const terms = weightEnergies(this.engine.spec, await this.engine.energies(state!));
    return samples.map((sample, n) => {
      const driven = this.#driven(sample);
      const sizes = [terms.hopfield, terms.kuramoto, terms.coupling].map((term) => Math.abs(term?.[n] ?? 0));
      return { total: terms.total[n]! - driven, scale: sizes.reduce((sum, size) => sum + size, Math.abs(driven)) };
    });
  }

  /** J(y)^T c. */
  async pullBacks(states: readonly Packed[], cotangents: readonly Packed[]): Promise<Packed[]> {
    const [state, cotangent, out] = this.#take(states.length);
    this.#cost.products += states.length;
    this.#write(state!, states);
    this.#write(cotangent!, cotangents);
    this.engine.vjp(state!, cotangent!, out!);
    return this.#read(out!, states.length);
  }

  /**
   * T v = -G^+ J^T G v, which is -J v where G is not 0: self-adjoint in G, since the flow is steepest descent in it. Its
   * eigenvalues are the rates at which small departures die out, those of S v = theta G v with S the Hessian of E.
   */
  async curvatures(
    states: readonly Packed[],
    metrics: readonly StateMetric[],
    vectors: readonly Packed[],
  ): Promise<Packed[]> {
    const pulled = await this.pullBacks(
      states,
      vectors.map((v, n) => metrics[n]!.apply(v)),
    );
    return pulled.map((v, n) => metrics[n]!.invert(v).map((entry) => -entry));
  }

  /** y + step, s put back on the sphere. */
  moved(state: Packed, step: Packed, factor = 1): Packed {
    const next = state.map((entry, k) => entry + factor * step[k]!);
    const D = this.engine.spec.oscillators?.dimension ?? 1;
    const s = next.subarray(this.size.x);
    normaliseRows(s, s, s.length / D, D);
    return next;
  }

  /** The state with g in the place of x. */
  activities(state: Packed): Packed {
    const { threshold } = this.engine.spec;
    const out = state.slice();
    if (threshold !== undefined)
      out.set(lagrangianOf(this.engine.spec, this.#lagrangian).activity(state.slice(0, this.size.x)));
    return out;
  }

  /** Gives the engine's memory back. */
  dispose(): void {
    for (const vector of this.#vectors) vector.dispose();
    this.#vectors = [];
  }

  /** kappaH u . g - beta l. */
  #driven({ state, input, nudge }: RestSampleInput): number {
    const { kappaH = 1 } = this.engine.spec.coupling ?? {};
    const { x } = this.size;
    const work = input === undefined ? 0 : kappaH * innerProduct(input, this.activities(state));
    if (nudge === undefined) return work;
    return work - nudge.beta * nudge.loss.value(state.slice(0, x), state.slice(x), nudge.index);
  }

  #take(batch: number): StateVector[] {
    if (this.#vectors[0]?.batch !== batch) {
      this.dispose();
      this.#vectors = Array.from({ length: 3 }, () => this.engine.createState(batch));
    }
    return this.#vectors;
  }

  #write(vector: StateVector, samples: readonly Packed[]): void {
    this.engine.writeState(vector, unpackSamples(this.size, samples));
  }

  async #read(vector: StateVector, batch: number): Promise<Packed[]> {
    return packSamples(this.size, await this.engine.readState(vector), batch);
  }
}
