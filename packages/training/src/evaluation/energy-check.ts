import type { Engine, StateVector } from '@hkmem/backend';
import type { MovedSample } from '@hkmem/dynamics';
import { energyTerms, LyapunovMonitor, type WeightedEnergies } from '@hkmem/energy';

/** What the energy did along all flows of an evaluation. */
export interface EnergyCheck {
  /** The rise that is largest relative to its sample's energy, above the lowest energy before; 0 if there was none. */
  readonly absolute: number;
  /** The same relative to the scale of that energy, |kappaH E_H| + |kappaK E_K| + |E_HK| at its largest. */
  readonly relative: number;
  /** Place in the split of the sample that rose, and the times between which it did; absent if none did. */
  readonly sample?: number;
  /** Time before the rise. */
  readonly from?: number;
  /** Time after the rise. */
  readonly to?: number;
  /** The relative rise that rounding alone may show. */
  readonly allowance: number;
  /** Number of steps after which energies were compared, over all samples. */
  readonly intervals: number;
}

/** Watches the energies of batches, one after another. */
export class EnergyWatch {
  #engine: Engine;
  #monitor: LyapunovMonitor;
  #check: EnergyCheck;
  readonly #single = new Map<number, LyapunovMonitor>();

  constructor(engine: Engine) {
    this.#engine = engine;
    this.#monitor = LyapunovMonitor.of(engine);
    this.#check = { absolute: 0, relative: 0, allowance: this.#monitor.allowance, intervals: 0 };
  }

  get result(): EnergyCheck {
    return this.#check;
  }

  /** Starts with the state of a new batch at t = 0, on the engine that moves it, under an input or not. */
  async begin(engine: Engine, state: StateVector): Promise<void> {
    this.#engine = engine;
    this.#monitor = LyapunovMonitor.of(this.#engine);
    await this.observe(0, state);
  }

  async observe(t: number, state: StateVector): Promise<undefined> {
    const terms = await energyTerms(this.#engine, state);
    // What is not finite ends the evaluation with an error that names the samples.
    if (terms.total.every(Number.isFinite)) this.#monitor.observe(t, terms);
    return undefined;
  }

  /** Ends a batch whose first sample has this place in the split. */
  end(offset: number): void {
    this.#fold(this.#monitor, offset);
  }

  #fold({ trace, largestRise }: LyapunovMonitor, offset: number): void {
    const intervals = this.#check.intervals + Math.max(0, trace.length - 1) * (trace[0]?.energies.length ?? 0);
    this.#check = { ...this.#check, intervals };
    if (largestRise === undefined || largestRise.relative <= this.#check.relative) return;
    const { absolute, relative, sample, from, to } = largestRise;
    this.#check = { ...this.#check, absolute, relative, sample: offset + sample, from, to };
  }

  /** Starts samples with steps of their own, the first of which has this place in the split; `state` is theirs at t = 0. */
  async start(first: number, state: StateVector): Promise<void> {
    const samples = Array.from({ length: state.batch }, (_, place) => ({ sample: first + place, place, t: 0 }));
    for (const { sample } of samples) this.#single.set(sample, LyapunovMonitor.of(this.#engine));
    await this.moved(samples, state);
  }

  async moved(samples: readonly MovedSample[], state: StateVector): Promise<void> {
    const { total, ...terms } = await energyTerms(this.#engine, state);
    const at = (values: Float64Array, place: number): Float64Array => values.subarray(place, place + 1);
    for (const { sample, place, t } of samples) {
      if (!Number.isFinite(total[place])) continue;
      const own: Record<string, Float64Array> = {};
      for (const [name, values] of Object.entries(terms)) own[name] = at(values, place);
      this.#single.get(sample)!.observe(t, { ...own, total: at(total, place) } as WeightedEnergies);
    }
  }

  /** Ends samples with steps of their own. */
  ended(samples: readonly number[]): void {
    for (const sample of samples) {
      this.#fold(this.#single.get(sample)!, sample);
      this.#single.delete(sample);
    }
  }
}
