import {
  type Engine,
  edgeCount,
  NonFiniteError,
  ShapeError,
  type SystemSpec,
  UnknownNameError,
  ValueError,
} from '@hkmem/backend';
import { energyTermNames, type WeightedEnergies } from './weighted-energies.ts';

/** What the rounding of an energy depends on. */
export interface MonitorOptions {
  /** Of the arithmetic that computed the energies. */
  readonly precision: Engine['precision'];
  /** n, the length of the longest chain of additions in a term; see `summandsOf`. */
  readonly summands: number;
}

/** One look at a flow. */
export interface EnergyObservation {
  /** Time of the look. */
  readonly t: number;
  /** E [B]. */
  readonly energies: Float64Array;
  /** The terms of E, where they were given. */
  readonly terms?: WeightedEnergies;
}

/** A rise of one sample's energy above the lowest value it had before. */
export interface EnergyRise {
  /** In units of the energy, above 0. */
  readonly absolute: number;
  /** Relative to the scale of this sample's energy. */
  readonly relative: number;
  /** Index in the batch. */
  readonly sample: number;
  /** When the energy was lowest. */
  readonly from: number;
  /** When it stood above that by `absolute`. */
  readonly to: number;
}

/**
 * Watches that E does not rise along a flow, as it must not without a local omega (arXiv 2505.03648). A rise is
 * measured against the lowest energy seen so far, so a slow creep counts as much as a jump.
 *
 * The scale of a sample's energy is the largest value that |kappaH E_H| + |kappaK E_K| + |E_HK| took (of |E|, if only
 * totals are given): terms that cancel round by their own size.
 *
 * What rounding may do: errors that are as likely up as down let a sum of n numbers be off by c sqrt(n) u times the size
 * of its partial sums, u being the unit roundoff (2^-53 or 2^-24) and c above 4 hardly ever needed (Higham and Mary,
 * SIAM J. Sci. Comput. 41, 2019). The scale stands for the partial sums, and two energies are compared, so the allowance
 * is 8 sqrt(n) u, relative to the scale. It has no share for errors of a solver: the monitor is there to show those.
 */
export class LyapunovMonitor {
  /** The rise that rounding alone may show, relative to the scale of the energy. */
  readonly allowance: number;
  readonly #trace: EnergyObservation[] = [];
  #lowest: { t: number; energy: number }[] = [];
  #rises: { absolute: number; from: number; to: number }[] = [];
  #scale: Float64Array = new Float64Array(0);

  /** @throws {ValueError} unless `summands` is a whole number from 1. */
  constructor(options: MonitorOptions) {
    const { precision, summands } = options;
    if (precision !== 'float32' && precision !== 'float64') {
      throw new UnknownNameError('precision', precision, ['float32', 'float64']);
    }
    if (!Number.isInteger(summands) || summands < 1)
      throw new ValueError('summands', summands, 'a whole number from 1');
    this.allowance = 8 * Math.sqrt(summands) * (precision === 'float64' ? 2 ** -53 : 2 ** -24);
  }

  /** A monitor for the energies that an engine computes. */
  static of(engine: Pick<Engine, 'precision' | 'spec'>): LyapunovMonitor {
    return new LyapunovMonitor({ precision: engine.precision, summands: summandsOf(engine.spec) });
  }

  /** What was observed, in order. */
  get trace(): readonly EnergyObservation[] {
    return this.#trace;
  }

  /** The scale of the energy, per sample; [B]. */
  get scale(): Float64Array {
    return this.#scale.slice();
  }

  /**
   * Takes the energies [B] at time t, or better the named terms, and keeps a copy.
   * @throws {ValueError} unless t is finite and past the one before. @throws {ShapeError} if B changes or is 0.
   * @throws {NonFiniteError} naming t and the sample. The trace stays as it was.
   */
  observe(t: number, energies: ArrayLike<number> | WeightedEnergies): void {
    const terms = 'total' in energies ? copyTerms(energies) : undefined;
    const total = terms?.total ?? Float64Array.from(energies as ArrayLike<number>);
    this.#check(t, total);
    const parts = terms === undefined ? [total] : energyTermNames.flatMap((name) => terms[name] ?? []);
    const first = this.#trace.length === 0;
    if (first) this.#scale = new Float64Array(total.length);
    this.#trace.push({ t, energies: total, ...(terms && { terms }) });
    for (let b = 0; b < total.length; b++) {
      const energy = total[b]!;
      const size = parts.reduce((sum, part) => sum + Math.abs(part[b]!), 0);
      this.#scale[b] = Math.max(this.#scale[b]!, size);
      if (first) this.#rises[b] = { absolute: 0, from: t, to: t };
      if (first || energy < this.#lowest[b]!.energy) this.#lowest[b] = { t, energy };
      const { t: from, energy: lowest } = this.#lowest[b]!;
      if (energy - lowest > this.#rises[b]!.absolute) this.#rises[b] = { absolute: energy - lowest, from, to: t };
    }
  }

  /** The rise that is largest relative to its sample's scale; absent if no energy has risen at all. */
  get largestRise(): EnergyRise | undefined {
    let largest: EnergyRise | undefined;
    this.#rises.forEach((rise, sample) => {
      const relative = rise.absolute / this.#scale[sample]!;
      if (rise.absolute > 0 && relative > (largest?.relative ?? 0)) largest = { ...rise, relative, sample };
    });
    return largest;
  }

  /**
   * Whether no energy rose by more than rounding allows, plus `tolerance` relative to the scale of the energy, for what
   * a solver may add. With fewer than two observations there is nothing that could have risen.
   * @throws {ValueError} on a tolerance below 0.
   */
  holds(tolerance = 0): boolean {
    if (!(tolerance >= 0)) throw new ValueError('tolerance', tolerance, 'a number from 0');
    return (this.largestRise?.relative ?? 0) <= this.allowance + tolerance;
  }

  #check(t: number, total: Float64Array): void {
    const last = this.#trace.at(-1);
    if (!Number.isFinite(t)) throw new ValueError('time t of energies', t, 'a finite number');
    if (last !== undefined && !(t > last.t)) throw new ValueError('time t of energies', t, `above the last, ${last.t}`);
    if (total.length === 0) throw new ShapeError('energies', 0, 1, 'Give one energy per sample.');
    if (last !== undefined && total.length !== last.energies.length) {
      throw new ShapeError('energies', total.length, last.energies.length, 'Use one monitor per batch.');
    }
    const wrong = total.findIndex((energy) => !Number.isFinite(energy));
    if (wrong >= 0) throw new NonFiniteError(`energies at t = ${t}`, wrong, total[wrong]!);
  }
}

/** The longest chain of additions in an energy term: 2 N for g . W g, D and one per edge for E_K and E_HK. */
export function summandsOf(spec: SystemSpec): number {
  const { neurons, threshold, oscillators, coupling } = spec;
  const D = oscillators?.dimension ?? 0;
  return Math.max(
    threshold === undefined ? 1 : 2 * neurons,
    oscillators === undefined ? 1 : D + edgeCount(oscillators.graph),
    coupling === undefined ? 1 : D + edgeCount(coupling.graph),
  );
}

function copyTerms(terms: WeightedEnergies): WeightedEnergies {
  const copy: Partial<Record<keyof WeightedEnergies, Float64Array>> = {};
  for (const name of energyTermNames) if (terms[name] !== undefined) copy[name] = terms[name].slice();
  return { ...copy, total: terms.total.slice() };
}
