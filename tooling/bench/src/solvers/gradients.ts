import type { Engine, HostArray, StateVector } from '@hkmem/backend';
import { RandomKey } from '@hkmem/backend';
import { fixedSteps, knownSizes, listedSteps, RecordedFlow, rk4, type Tableau, Workspace } from '@hkmem/dynamics';
import { type Samples, trainingSteps, writeBatch } from '@hkmem/training';
import { type Candidate, candidateOf } from './candidates.ts';
import type { StudySettings } from './settings.ts';
import { readout, type Task } from './task.ts';

/** How near a candidate comes to a fine integration. */
export interface GradientRow {
  /** Cosine of the gradient with the reference one, by parameter, with equal steps; mean over batches. */
  readonly cosines: Readonly<Record<string, number>>;
  /** The same with jittered steps; mean over batches and draws. */
  readonly jittered: Readonly<Record<string, number>>;
  /** Root mean square over test images and classes of the difference of class outputs, with equal steps. */
  readonly outputError: number;
}

/** Steps of the reference, RK4. */
const fineSteps = 64;
const batchesCompared = 2;
const draws = 2;
const end = 1;

type Gradients = Readonly<Record<string, HostArray>>;

/** Compares gradients and outputs of candidates with those of RK4 with 64 equal steps on one trained system. */
export class GradientComparison {
  readonly #engine: Engine;
  readonly #task: Task;
  readonly #settings: StudySettings;
  readonly #workspace: Workspace;
  readonly #batches: readonly Samples[];
  #reference: { readonly gradients: readonly Gradients[]; readonly outputs: readonly HostArray[] } | undefined;

  /** `from` is an update whose batches the system has not been trained with. */
  constructor(engine: Engine, task: Task, settings: StudySettings, from: number) {
    this.#engine = engine;
    this.#task = task;
    this.#settings = settings;
    this.#workspace = new Workspace(engine, task.batch);
    const numbers = Array.from({ length: batchesCompared }, (_, n) => from + n);
    this.#batches = numbers.map((n) => task.train.trainingBatch(n, task.batch));
    engine.setTrainable(task.trainable);
  }

  async compare(candidate: Candidate): Promise<GradientRow> {
    this.#reference ??= await this.#makeReference();
    const { gradients, outputs } = this.#reference;
    const equal = new Array<number>(candidate.steps).fill(end / candidate.steps);
    const key = RandomKey.fromSeed(this.#settings.seed).fold('jitter');
    const found: Record<string, number>[] = [];
    const foundJittered: Record<string, number>[] = [];
    for (const [n, samples] of this.#batches.entries()) {
      found.push(cosines(await this.#gradients(candidate, samples, equal), gradients[n]!));
      for (let draw = 0; draw < draws; draw++) {
        const flow = { solver: 'rk4', steps: candidate.steps, until: end, jitter: this.#settings.jitter } as const;
        const sizes = knownSizes(trainingSteps(flow, key, draw), end)!;
        foundJittered.push(cosines(await this.#gradients(candidate, samples, sizes), gradients[n]!));
      }
    }
    return {
      cosines: mean(found),
      jittered: mean(foundJittered),
      outputError: rootMeanSquare(await this.#outputs(candidate), outputs),
    };
  }

  dispose(): void {
    this.#workspace.dispose();
  }

  async #makeReference(): Promise<{ gradients: Gradients[]; outputs: HostArray[] }> {
    const reference = candidateOf(rk4, fineSteps);
    const sizes = new Array<number>(fineSteps).fill(end / fineSteps);
    const gradients: Gradients[] = [];
    for (const samples of this.#batches) gradients.push(await this.#gradients(reference, samples, sizes));
    return { gradients, outputs: await this.#outputs(reference) };
  }

  async #gradients({ tableau }: Candidate, samples: Samples, sizes: readonly number[]): Promise<Gradients> {
    const engine = this.#engine;
    const [state, cotangent] = this.#workspace.takeMany(2) as [StateVector, StateVector];
    writeBatch(engine, state, samples);
    engine.zeroGradients();
    const recorded = recordedFlow(this.#workspace, tableau, sizes);
    recorded.forwardKnown(state);
    await engine.loss(state, [{ readout, labels: samples.labels }], cotangent);
    recorded.backward(cotangent);
    recorded.release();
    if (this.#task.trainable.includes('start.s')) engine.startVjp(cotangent);
    this.#workspace.give(state, cotangent);
    const gradients: Record<string, HostArray> = {};
    for (const path of this.#task.trainable) gradients[path] = (await engine.readGradient(path)).slice();
    return gradients;
  }

  /** Class outputs of the first whole batches of the test images. */
  async #outputs({ tableau, steps }: Candidate): Promise<HostArray[]> {
    const sizes = new Array<number>(steps).fill(end / steps);
    const count = Math.max(1, Math.floor(this.#settings.outputImages / this.#task.batch));
    const outputs: HostArray[] = [];
    const state = this.#workspace.take();
    for (const samples of this.#task.test.batches(this.#task.batch)) {
      if (outputs.length === count || samples.batch < this.#task.batch) break;
      writeBatch(this.#engine, state, samples);
      const recorded = recordedFlow(this.#workspace, tableau, sizes);
      recorded.forwardKnown(state);
      recorded.release();
      outputs.push(await this.#engine.readout(state, readout));
    }
    this.#workspace.give(state);
    return outputs;
  }
}

/** A flow of explicit steps of these sizes that keeps every stage, or what fits the default budget. */
export function recordedFlow(workspace: Workspace, solver: Tableau, sizes: readonly number[]): RecordedFlow {
  const control = sizes.every((size) => size === sizes[0]) ? fixedSteps(sizes.length) : listedSteps(sizes);
  return new RecordedFlow(workspace, { solver, control, until: end, renormalise: false });
}

function cosines(a: Gradients, b: Gradients): Record<string, number> {
  return Object.fromEntries(Object.keys(a).map((path) => [path, cosine(a[path]!, b[path]!)]));
}

/** The cosine of two vectors; 0 if one of them is 0 or not finite. */
export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    ab += a[i]! * b[i]!;
    aa += a[i]! ** 2;
    bb += b[i]! ** 2;
  }
  const value = ab / Math.sqrt(aa * bb);
  return Number.isFinite(value) ? value : 0;
}

function mean(rows: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const paths = Object.keys(rows[0] ?? {});
  return Object.fromEntries(
    paths.map((path) => [path, rows.reduce((sum, row) => sum + row[path]!, 0) / rows.length] as const),
  );
}

function rootMeanSquare(a: readonly HostArray[], b: readonly HostArray[]): number {
  let [sum, count] = [0, 0];
  a.forEach((values, n) => {
    values.forEach((value: number, i: number) => {
      sum += (value - b[n]![i]!) ** 2;
      count++;
    });
  });
  return Math.sqrt(sum / count);
}
