import type { Engine, StateVector } from '@hkmem/backend';
import { energyTerms, LyapunovMonitor } from '@hkmem/energy';

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
    const { trace, largestRise } = this.#monitor;
    const intervals = this.#check.intervals + Math.max(0, trace.length - 1) * (trace[0]?.energies.length ?? 0);
    this.#check = { ...this.#check, intervals };
    if (largestRise === undefined || largestRise.relative <= this.#check.relative) return;
    const { absolute, relative, sample, from, to } = largestRise;
    this.#check = { ...this.#check, absolute, relative, sample: offset + sample, from, to };
  }
}
