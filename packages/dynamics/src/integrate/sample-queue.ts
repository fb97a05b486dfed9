import type { Engine, StateVector } from '@hkmem/backend';
import type { AdaptiveSteps } from '../stepping/step-control.ts';
import { guardFrom } from './tolerance-guard.ts';

/** Samples that may start: their numbers, and their places in a state and in the state of their fields. */
export interface TakenSamples {
  readonly samples: readonly number[];
  readonly from: readonly number[];
  readonly state: StateVector;
  readonly field: StateVector | undefined;
}

/** Samples that wait for a place, batch by batch, with their fields where a method keeps its first stage. */
export class SampleQueue {
  readonly #engine: Engine;
  readonly #next: () => Promise<StateVector | undefined>;
  readonly #control: AdaptiveSteps;
  readonly #withField: boolean;
  #state: StateVector | undefined;
  #field: StateVector | undefined;
  #taken = 0;
  #passed = 0;
  #empty = false;

  constructor(
    engine: Engine,
    next: () => Promise<StateVector | undefined>,
    control: AdaptiveSteps,
    withField: boolean,
  ) {
    this.#engine = engine;
    this.#next = next;
    this.#control = control;
    this.#withField = withField;
  }

  /** Whether the last sample was taken. */
  get empty(): boolean {
    return this.#empty;
  }

  /** Up to `count` samples of one batch; undefined if none are wanted, or none are left. */
  async take(count: number): Promise<TakenSamples | undefined> {
    if (count === 0 || this.#empty) return undefined;
    if (this.#state === undefined || this.#taken === this.#state.batch) await this.#load();
    const state = this.#state;
    if (state === undefined) return undefined;
    const taken = Math.min(count, state.batch - this.#taken);
    const from = Array.from({ length: taken }, (_, n) => this.#taken + n);
    const samples = from.map((place) => this.#passed + place);
    this.#taken += taken;
    return { samples, from, state, field: this.#field };
  }

  async #load(): Promise<void> {
    this.#passed += this.#state?.batch ?? 0;
    this.#state = await this.#next();
    this.#taken = 0;
    this.#empty = this.#state === undefined;
    if (this.#state === undefined) return;
    await guardFrom(this.#engine, this.#control, this.#state);
    if (!this.#withField) return;
    if (this.#field?.batch !== this.#state.batch) {
      this.#field?.dispose();
      this.#field = this.#engine.createState(this.#state.batch);
    }
    this.#engine.field(this.#state, this.#field);
  }

  /** Gives back what it made; states of samples are the caller's. */
  dispose(): void {
    this.#field?.dispose();
  }
}
