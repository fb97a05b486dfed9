import { type Engine, type SamplePlace, type StateVector, StepSequence } from '@hkmem/backend';
import { controlOrder } from '../solvers/tableau.ts';
import type { AdaptiveSteps } from '../stepping/step-control.ts';
import { checkEndTime, type FlowOptions } from './flow-options.ts';
import type { FlowStatistics, ResultCode } from './result.ts';
import { SampleQueue } from './sample-queue.ts';
import { SampleStages } from './sample-stages.ts';
import { toleranceGuard } from './tolerance-guard.ts';

/** A flow in which every sample has steps of its own. */
export interface SampleFlowOptions extends FlowOptions {
  /** How the sizes of steps are chosen, for each sample by itself. */
  readonly control: AdaptiveSteps;
  /** Samples integrated together, at most. */
  readonly together: number;
  /** The next samples to start, as a state of any batch; undefined after the last. It is used until the next call. */
  readonly next: () => Promise<StateVector | undefined>;
  /** Told of samples that came to the end, by their number in the order of their start: the first ones of `state`. */
  readonly ended: (samples: readonly number[], state: StateVector) => Promise<void>;
  /** Told of samples that took a step, with their places in `state` and the times that they came to. */
  readonly moved?: (samples: readonly MovedSample[], state: StateVector) => Promise<void>;
  /** Waited for after every step of the batch; what it throws ends the flow. */
  readonly afterStep?: () => Promise<void>;
}

/** A sample that took a step. */
export interface MovedSample {
  /** Its number in the order of starts. */
  readonly sample: number;
  /** Where it is in the batch. */
  readonly place: number;
  /** The time that it came to. */
  readonly t: number;
}

/** How a flow of samples ended. */
export interface SampleFlowEnd {
  /** `reached-end`, or why samples failed. */
  readonly code: ResultCode;
  /** The samples that failed so, by their number. */
  readonly failed: readonly number[];
  /** The time that all came to; of those that failed, the first of them. */
  readonly t: number;
  /** Sums over samples. */
  readonly statistics: FlowStatistics;
}

/** A sample on its way. */
interface Running {
  readonly sample: number;
  readonly steps: StepSequence;
  tries: number;
}

/** Fewest places of a batch; below it nothing is saved by a smaller one. */
const fewestPlaces = 8;

/** Whether samples can have steps of their own: by a pair of methods, without renormalising, on an engine that can. */
export function canStepSamples(engine: Engine, { solver, control, renormalise }: FlowOptions): boolean {
  if (control.kind !== 'adaptive' || solver.error === undefined || renormalise) return false;
  return engine.combineSamples !== undefined && engine.createStepClock === undefined;
}

/**
 * Carries samples along the flow, each with steps of its own size: one that comes to its end leaves, and the next takes
 * its place, so that none waits for another. What a sample comes to does not depend on the others, nor does the number of
 * its steps. The flow ends early where samples fail.
 * @throws {ValueError} on an end that is not above 0.
 * @throws {ToleranceError} on an rtol above 0 that the engine's numbers cannot keep, unless atol makes up for it.
 */
export async function flowSamples(engine: Engine, options: SampleFlowOptions): Promise<SampleFlowEnd> {
  checkEndTime(options.until);
  const flow = new SampleFlow(engine, options);
  try {
    return await flow.run();
  } finally {
    flow.dispose();
  }
}

class SampleFlow {
  readonly #engine: Engine;
  readonly #options: SampleFlowOptions;
  readonly #queue: SampleQueue;
  readonly #leaving: { readonly state: StateVector; samples: number[] };
  readonly #counts = { accepted: 0, rejected: 0, evaluations: 0 };
  #stages: SampleStages;
  #places: (Running | undefined)[];

  constructor(engine: Engine, options: SampleFlowOptions) {
    const { together, solver, control } = options;
    this.#engine = engine;
    this.#options = options;
    this.#queue = new SampleQueue(engine, options.next, control, solver.firstSameAsLast);
    this.#stages = new SampleStages(engine, together, solver);
    this.#leaving = { state: engine.createState(together), samples: [] };
    this.#places = new Array<undefined>(together).fill(undefined);
  }

  async run(): Promise<SampleFlowEnd> {
    const { until, afterStep } = this.#options;
    for (;;) {
      await this.#fill();
      if (this.#running === 0) break;
      if (this.#queue.empty) this.#shrink();
      const failed = await this.#step();
      if (failed !== undefined) return failed;
      await this.#leave();
      await afterStep?.();
    }
    await this.#tell();
    return { code: 'reached-end', failed: [], t: until, statistics: this.#counts };
  }

  dispose(): void {
    this.#stages.dispose();
    this.#queue.dispose();
    this.#leaving.state.dispose();
  }

  get #running(): number {
    return this.#places.reduce((count, running) => count + (running === undefined ? 0 : 1), 0);
  }

  /** Puts waiting samples into free places. */
  async #fill(): Promise<void> {
    const { solver, control, until } = this.#options;
    const rule = { ...control, order: controlOrder(solver), until };
    const free = [...this.#places.keys()].filter((place) => this.#places[place] === undefined);
    for (;;) {
      const taken = await this.#queue.take(free.length);
      if (taken === undefined) break;
      const places = taken.from.map((from, n): SamplePlace => [free[n]!, from]);
      this.#stages.start(taken.state, taken.field, places);
      for (const [n, sample] of taken.samples.entries()) {
        this.#places[free[n]!] = { sample, steps: new StepSequence(rule), tries: 0 };
      }
      free.splice(0, places.length);
      this.#counts.evaluations += taken.field === undefined ? 0 : places.length;
    }
  }

  /** One try of every sample. */
  async #step(): Promise<SampleFlowEnd | undefined> {
    const { control } = this.#options;
    const ratios = await this.#stages.try(
      Float64Array.from(this.#places, (running) => running?.steps.h ?? 0),
      control,
    );
    const rejected: number[] = [];
    const moved: MovedSample[] = [];
    for (const [place, running] of this.#places.entries()) {
      if (running === undefined) continue;
      running.tries++;
      this.#counts.evaluations += this.#stages.evaluationsPerTry;
      const accepted = running.steps.decide(ratios[place]!)?.accepted === true;
      if (accepted) moved.push({ sample: running.sample, place, t: running.steps.t });
      else rejected.push(place);
    }
    this.#counts.accepted += moved.length;
    this.#counts.rejected += rejected.length;
    this.#stages.advance(rejected);
    await this.#options.moved?.(moved, this.#stages.state);
    const guard = toleranceGuard(this.#engine, control);
    const norms = guard && (await this.#engine.norms(this.#stages.state));
    return this.#endOf((running, place) => {
      const { status } = running.steps;
      if (status === 'too-small') return Number.isFinite(ratios[place]) ? 'step-underflow' : 'diverged';
      if (norms !== undefined && !guard!(norms.subarray(place, place + 1))) return 'step-underflow';
      return running.tries >= control.maximumSteps && status === 'going-on' ? 'step-limit' : undefined;
    });
  }

  /** The end, where `failure` names one of a sample; that of the first counts. */
  #endOf(failure: (running: Running, place: number) => ResultCode | undefined): SampleFlowEnd | undefined {
    const failures = [...this.#places.entries()].flatMap(([place, running]) => {
      const code = running && failure(running, place);
      return code === undefined ? [] : [{ code, sample: running!.sample, t: running!.steps.t }];
    });
    const [first] = failures;
    if (first === undefined) return undefined;
    const failed = failures.filter(({ code }) => code === first.code).map(({ sample }) => sample);
    failed.sort((a, b) => a - b);
    return { code: first.code, failed, t: first.t, statistics: this.#counts };
  }

  /** Takes samples that came to their end out of the batch. */
  async #leave(): Promise<void> {
    const places = [...this.#places.keys()].filter((place) => this.#places[place]?.steps.status === 'reached-end');
    const { state, samples } = this.#leaving;
    if (samples.length + places.length > state.batch) await this.#tell();
    const first = this.#leaving.samples.length;
    const moved = places.map((place, n): SamplePlace => [first + n, place]);
    this.#engine.copySamples!(state, this.#stages.state, moved);
    for (const place of places) {
      this.#leaving.samples.push(this.#places[place]!.sample);
      this.#places[place] = undefined;
    }
  }

  /** Tells of those that left. */
  async #tell(): Promise<void> {
    const { samples, state } = this.#leaving;
    this.#leaving.samples = [];
    if (samples.length > 0) await this.#options.ended(samples, state);
  }

  /** Goes on with a smaller batch where half of the places or more are free. */
  #shrink(): void {
    const running = this.#running;
    const batch = Math.max(fewestPlaces, running);
    if (2 * batch > this.#places.length) return;
    const places = [...this.#places.keys()].filter((place) => this.#places[place] !== undefined);
    const smaller = new SampleStages(this.#engine, batch, this.#options.solver);
    this.#stages.moveTo(
      smaller,
      places.map((place, n) => [n, place]),
    );
    this.#stages.dispose();
    this.#stages = smaller;
    this.#places = Array.from({ length: batch }, (_, n) => this.#places[places[n] ?? -1]);
  }
}
