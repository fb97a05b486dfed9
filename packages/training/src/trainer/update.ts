import { RandomKey, type StateVector, ValueError } from '@hkmem/backend';
import { type FlowOptions, RecordedFlow, valueAndGradient, Workspace } from '@hkmem/dynamics';
import { type Samples, usesLearnedStart, writeBatch } from '../batches/batch.ts';
import { trainingFlowOptions, trainingSteps } from '../flow/training-flow.ts';
import type { Parametrisation } from '../parametrisation/parametrisation.ts';
import { MomentLosses } from './moment-losses.ts';
import { RestLosses } from './rest-losses.ts';
import type { TrainerSettings } from './settings.ts';
import { type Divergence, locateDivergence } from './training-diverged-error.ts';

/** Loss of an update, and whether it and its gradient are finite. */
export interface Outcome {
  readonly loss: number;
  readonly finite: boolean;
}

/** An update whose loss and gradients are enqueued. */
export interface PendingUpdate {
  readonly samples: Samples;
  readonly outcome: Promise<Outcome>;
}

/** The work of single updates on an engine. Vectors are made in the first update and used in all. */
export class UpdateWork {
  readonly #settings: TrainerSettings;
  readonly #options: FlowOptions;
  readonly #key: RandomKey;
  readonly #workspace: Workspace;
  readonly #recorded: RecordedFlow;
  readonly #state: StateVector;
  readonly #cotangent: StateVector;
  readonly #parametrisation: Parametrisation;
  #moments: MomentLosses | undefined;
  readonly #atRest: RestLosses | undefined;
  #active: readonly string[] | undefined;

  constructor(settings: TrainerSettings, parametrisation: Parametrisation) {
    this.#parametrisation = parametrisation;
    this.#settings = settings;
    this.#options = trainingFlowOptions(settings.flow);
    this.#key = RandomKey.fromSeed(settings.seed).fold('steps');
    this.#workspace = new Workspace(settings.engine, settings.batch);
    this.#recorded = new RecordedFlow(this.#workspace, this.#options, settings.byteBudget);
    this.#state = this.#workspace.take();
    this.#cotangent = this.#workspace.take();
    const { atRest } = settings.objective ?? {};
    this.#atRest = atRest && new RestLosses(settings, atRest);
  }

  /** What a pass forward keeps for the pass back, in words; empty before the first. */
  get storage(): string {
    return (this.#moments ?? this.#recorded).describe();
  }

  /** Enqueues loss and gradients of a batch at update `update`, counted from 0. */
  async gradients(samples: Samples, update: number): Promise<PendingUpdate> {
    const { engine } = this.#settings;
    const cotangent = this.#cotangent;
    const active = this.#activeAt(update);
    const learnsStart = active.includes('start.s');
    if (learnsStart && !usesLearnedStart(engine.spec, samples)) {
      throw new ValueError(
        'trainable',
        'start.s',
        'parameters that these batches use',
        'They bring an s of their own.',
      );
    }
    engine.zeroGradients();
    const { loss, atStart } = await this.#lossOf(samples, update);
    if (learnsStart && atStart) engine.startVjp(cotangent);
    // Every parameter's gradient is made of cotangents on the way to this one, so what is not finite ends up in it.
    const outcome = Promise.all([loss, engine.norms(cotangent)]).then(([value, norms]) => {
      return { loss: value, finite: [value, ...norms].every(Number.isFinite) };
    });
    return { samples, outcome };
  }

  /** Enqueues both passes; `atStart` says whether the cotangent then is that of the batch's start. */
  async #lossOf(
    samples: Samples,
    update: number,
  ): Promise<{ readonly loss: Promise<number> | number; readonly atStart: boolean }> {
    const [state, cotangent] = [this.#state, this.#cotangent];
    const { objective } = this.#settings;
    if (this.#atRest !== undefined && update >= (objective?.beginning?.updates ?? 0)) {
      const loss = await this.#atRest.valueAndGradient(state, samples, this.#active!);
      this.#settings.engine.combine(cotangent, [[0, state]]);
      return { loss, atStart: false };
    }
    if (objective !== undefined) {
      this.#moments ??= new MomentLosses(this.#settings, objective, samples);
      const { value, led } = await this.#moments.valueAndGradient(state, cotangent, samples, this.#key, update);
      return { loss: value, atStart: !led };
    }
    const { engine, readout, flow, loss: of = 'squaredError' } = this.#settings;
    writeBatch(engine, state, samples);
    await this.#recorded.forward(state, trainingSteps(flow, this.#key, update));
    const loss = valueAndGradient(this.#recorded, {
      state,
      cotangent,
      loss: [{ loss: of, readout, labels: samples.labels }],
    });
    return { loss, atStart: true };
  }

  /** Where the flow of a batch leaves the finite numbers, with the steps of update `update`. */
  locate(samples: Samples, update: number): Promise<Divergence> {
    this.#recorded.release();
    this.#moments?.release();
    const control = trainingSteps(this.#settings.flow, this.#key, update);
    const workspace = this.#moments?.workspace ?? this.#workspace;
    const options = { ...this.#options, control };
    return locateDivergence(this.#settings.engine, workspace, samples, options, this.#moments?.holding);
  }

  dispose(): void {
    this.#moments?.dispose();
    this.#workspace.dispose();
  }

  /** The parameters that are trained at an update; tells the engine when they change. */
  #activeAt(update: number): readonly string[] {
    const active = this.#parametrisation.activeAt(update);
    if (active.length !== this.#active?.length) {
      this.#settings.engine.setTrainable(active);
      this.#active = active;
    }
    return active;
  }
}
