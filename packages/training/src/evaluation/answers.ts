import type { Engine, HostArray } from '@hkmem/backend';
import type { FlowStatistics } from '@hkmem/dynamics';
import { type BatchSource, firstOf, type Samples } from '../batches/batch.ts';

/** The first samples of a split, batch by batch; the first batch can be looked at before it is taken. */
export class Batches {
  /** Samples of a batch. */
  readonly batch: number;
  /** Samples in all, at most. */
  readonly count: number;
  readonly #batches: Iterator<Samples>;
  #peeked: Samples | undefined;
  #given = 0;

  constructor(source: BatchSource, batch: number, count: number) {
    this.batch = batch;
    this.count = count;
    this.#batches = source.batches(batch);
  }

  /** The next batch, without taking it; undefined where there is none. */
  peek(): Samples | undefined {
    if (this.#peeked !== undefined || this.#given >= this.count) return this.#peeked;
    const { value, done } = this.#batches.next();
    this.#peeked = done === true ? undefined : firstOf(value, this.count - this.#given);
    return this.#peeked;
  }

  /** Takes the next batch. */
  next(): Samples | undefined {
    const samples = this.peek();
    this.#peeked = undefined;
    this.#given += samples?.batch ?? 0;
    return samples;
  }
}

/** What an evaluation has found so far. */
export class Answers {
  readonly classes: number;
  /** Class outputs, [count, C]. */
  readonly outputs: Float32Array | Float64Array;
  readonly labels: Uint8Array;
  readonly statistics = { accepted: 0, rejected: 0, evaluations: 0, batches: 0 };
  readonly #onProgress: ((done: number, count: number) => void) | undefined;
  #done = 0;

  constructor(engine: Engine, count: number, classes: number, onProgress?: (done: number, count: number) => void) {
    this.classes = classes;
    this.outputs = new (engine.precision === 'float64' ? Float64Array : Float32Array)(count * classes);
    this.labels = new Uint8Array(count);
    this.#onProgress = onProgress;
  }

  /** Samples that are answered. */
  get done(): number {
    return this.#done;
  }

  /** Takes the outputs [B, C] of samples by their place in the split: the first ones of `values`. */
  answer(samples: readonly number[], values: HostArray): void {
    for (const [n, sample] of samples.entries()) {
      this.outputs.set(values.subarray(n * this.classes, (n + 1) * this.classes), sample * this.classes);
    }
    this.#done += samples.length;
    this.#onProgress?.(this.#done, this.labels.length);
  }

  /** Adds what the flow of some batches cost. */
  add(statistics: FlowStatistics, batches: number): void {
    for (const name of ['accepted', 'rejected', 'evaluations'] as const) this.statistics[name] += statistics[name];
    this.statistics.batches += batches;
  }
}
