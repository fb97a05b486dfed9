import type { Engine, SamplePlace, StateVector, Term } from '@hkmem/backend';
import type { Tableau } from '../solvers/tableau.ts';
import { weighted } from '../stepping/runge-kutta-step.ts';
import type { AdaptiveSteps } from '../stepping/step-control.ts';
import { Workspace } from './workspace.ts';

/** The states of one step of a pair of methods, in which every sample of the batch has a size of its own. */
export class SampleStages {
  readonly #workspace: Workspace;
  readonly #solver: Tableau;
  readonly #stage: StateVector;
  readonly #k: StateVector[];
  #state: StateVector;
  #next: StateVector;

  constructor(engine: Engine, batch: number, solver: Tableau) {
    this.#workspace = new Workspace(engine, batch);
    this.#solver = solver;
    const [state, next, stage] = this.#workspace.takeMany(3) as [StateVector, StateVector, StateVector];
    [this.#state, this.#next, this.#stage] = [state, next, stage];
    this.#k = this.#workspace.takeMany(solver.b.length);
  }

  /** Where the samples are. */
  get state(): StateVector {
    return this.#state;
  }

  /** Evaluations of the field in one try: a first stage that is the last one before is not computed again. */
  get evaluationsPerTry(): number {
    return this.#solver.b.length - (this.#solver.firstSameAsLast ? 1 : 0);
  }

  /** Puts samples of another state in places of this batch; `field` holds their field, where the first stage is kept. */
  start(from: StateVector, field: StateVector | undefined, places: readonly SamplePlace[]): void {
    const { engine } = this.#workspace;
    engine.copySamples!(this.#state, from, places);
    if (field !== undefined) engine.copySamples!(this.#k[0]!, field, places);
  }

  /** Puts samples of these stages in places of others. */
  moveTo(others: SampleStages, places: readonly SamplePlace[]): void {
    others.start(this.#state, this.#solver.firstSameAsLast ? this.#k[0] : undefined, places);
  }

  /** Tries a step of size h_b from every sample; gives the error ratio of each, as in `Engine.errorNorms`. */
  async try(sizes: Float64Array, { rtol, atol }: AdaptiveSteps): Promise<Float64Array> {
    const { engine } = this.#workspace;
    const { a, b, firstSameAsLast } = this.#solver;
    const k = this.#k;
    const terms = (weights: readonly number[]): Term[] => weighted(weights, 1, k);
    if (!firstSameAsLast) engine.field(this.#state, k[0]!);
    for (let i = 1; i < k.length; i++) {
      const stage = firstSameAsLast && i === k.length - 1 ? this.#next : this.#stage;
      engine.combineSamples!(stage, this.#state, sizes, terms(a[i]!));
      engine.field(stage, k[i]!);
    }
    if (!firstSameAsLast) engine.combineSamples!(this.#next, this.#state, sizes, terms(b));
    const errors = await engine.errorNorms(this.#state, this.#next, terms(this.#solver.error!), rtol, atol);
    return errors.map((error, sample) => sizes[sample]! * error);
  }

  /** Takes the step that was tried, but for the samples in these places. */
  advance(rejected: readonly number[]): void {
    const { engine } = this.#workspace;
    const places = rejected.map((place): SamplePlace => [place, place]);
    const [k, last] = [this.#k, this.#k.length - 1];
    if (places.length > 0) engine.copySamples!(this.#next, this.#state, places);
    [this.#state, this.#next] = [this.#next, this.#state];
    if (!this.#solver.firstSameAsLast) return;
    if (places.length > 0) engine.copySamples!(k[last]!, k[0]!, places);
    [k[0], k[last]] = [k[last]!, k[0]!];
  }

  /** Gives the memory back. */
  dispose(): void {
    this.#workspace.dispose();
  }
}
