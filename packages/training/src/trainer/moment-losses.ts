import type { HostState, RandomKey, StateVector } from '@hkmem/backend';
import {
  type DrivenEngine,
  drivenEngine,
  type FlowOptions,
  flow,
  type HeldEngine,
  RecordedFlow,
  Workspace,
} from '@hkmem/dynamics';
import { holdingOf, type Samples, writeBatch } from '../batches/batch.ts';
import { type FlowSettings, trainingFlowOptions, trainingSteps } from '../flow/training-flow.ts';
import { cueLoss } from '../objective/cue-loss.ts';
import type { Moment, Objective } from '../objective/objective.ts';
import type { StateLoss } from '../objective/state-loss.ts';
import type { TrainerSettings } from './settings.ts';

/** A part of the flow that ends at a moment. */
interface Segment {
  readonly moment: Moment;
  readonly flow: FlowSettings;
  readonly recorded: RecordedFlow;
  readonly loss: StateLoss;
}

/** Loss and gradients of an `Objective`: the flow is recorded from moment to moment and walked back through all of them. */
export class MomentLosses {
  readonly #settings: TrainerSettings;
  readonly #objective: Objective;
  readonly #holding: HeldEngine | undefined;
  readonly #driven: DrivenEngine;
  readonly #workspace: Workspace;
  readonly #segments: readonly Segment[];
  readonly #lead: FlowOptions;

  /** `first` is a batch of the training, which says what is held in all. */
  constructor(settings: TrainerSettings, objective: Objective, first: Samples) {
    this.#settings = settings;
    this.#objective = objective;
    const { engine, batch, readout, byteBudget } = settings;
    this.#holding = holdingOf(engine, first);
    this.#driven = drivenEngine(this.#holding?.engine ?? engine, batch);
    this.#workspace = new Workspace(this.#driven.engine, batch);
    this.#lead = trainingFlowOptions(settings.flow);
    let before = 0;
    this.#segments = objective.moments.map((moment) => {
      const { t, steps, speed: _, ...weights } = moment;
      const part = { ...settings.flow, steps, until: t - before };
      before = t;
      const recorded = new RecordedFlow(this.#workspace, trainingFlowOptions(part), byteBudget);
      return { moment, flow: part, recorded, loss: cueLoss(engine.spec, readout, weights) };
    });
  }

  /** What a pass forward keeps for the pass back, in words. */
  describe(): string {
    return [...new Set(this.#segments.map(({ recorded }) => recorded.describe()))].join('; ');
  }

  /**
   * The loss of a batch, and whether there was a lead; the engine's gradients get its own added, and `cotangent` becomes the
   * slope at what the batch or the lead left. `key` decides step sizes and lead.
   */
  async valueAndGradient(
    state: StateVector,
    cotangent: StateVector,
    samples: Samples,
    key: RandomKey,
    update: number,
  ): Promise<{ readonly value: number; readonly led: boolean }> {
    const { engine } = this.#settings;
    writeBatch(engine, state, samples, this.#holding);
    this.#driven.setInput(samples.input ?? new Float32Array(samples.batch * engine.spec.neurons));
    const led = await this.#flowAhead(state, key, update);
    let value = 0;
    const segments = this.#segmentsAt(update);
    const ends: { readonly state: StateVector; readonly cotangent: HostState }[] = [];
    for (const [k, segment] of segments.entries()) {
      await segment.recorded.forward(state, trainingSteps(segment.flow, key.fold(`moment ${k}`), update));
      const end = this.#workspace.take();
      engine.combine(end, [[1, state]]);
      const { x, s } = await engine.readState(end);
      const found = segment.loss.at(x!, samples);
      value += found.value;
      ends.push({
        state: end,
        cotangent: { x: found.cotangent, ...(s && { s: new Float64Array(s.length) }) },
      });
    }
    engine.combine(cotangent, [[0, state]]);
    for (const [k, segment] of [...segments.entries()].reverse()) {
      value += await this.#addMoment(segment, ends[k]!, cotangent, samples.batch);
      segment.recorded.backward(cotangent);
    }
    this.#workspace.give(...ends.map((end) => end.state));
    return { value, led };
  }

  release(): void {
    for (const { recorded } of this.#segments) recorded.release();
  }

  dispose(): void {
    this.#workspace.dispose();
    this.#driven.engine.dispose();
    this.#holding?.engine.dispose();
  }

  /** Vectors of the engine under the input of the last batch. */
  get workspace(): Workspace {
    return this.#workspace;
  }

  /** What holds the oscillators that are held. */
  get holding(): HeldEngine | undefined {
    return this.#holding;
  }

  #segmentsAt(update: number): readonly Segment[] {
    return this.#begins(update) ? this.#segments.slice(0, this.#objective.beginning!.moments) : this.#segments;
  }

  #begins(update: number): boolean {
    const { beginning } = this.#objective;
    return beginning !== undefined && update < beginning.updates;
  }

  async #flowAhead(state: StateVector, key: RandomKey, update: number): Promise<boolean> {
    const { lead } = this.#objective;
    if (lead === undefined || this.#begins(update)) return false;
    const [whether, how] = key.fold('lead').fold(update).uniform(2) as unknown as [number, number];
    if (whether >= lead.share) return false;
    const [least, most] = lead.time;
    const until = least + how * (most - least);
    const { steps, until: T } = this.#settings.flow;
    const control = { kind: 'fixed', steps: Math.max(1, Math.ceil((until * steps) / T)) } as const;
    await flow(this.#workspace, state, { ...this.#lead, until, control });
    return true;
  }

  /** Adds what a moment says to the cotangent of its state. The speed's value. */
  async #addMoment(
    { moment }: Segment,
    end: { readonly state: StateVector; readonly cotangent: HostState },
    cotangent: StateVector,
    batch: number,
  ): Promise<number> {
    const { engine } = this.#driven;
    const [own, speed] = this.#workspace.takeMany(2) as [StateVector, StateVector];
    engine.writeState(own, end.cotangent);
    engine.combine(cotangent, [
      [1, cotangent],
      [1, own],
    ]);
    let value = 0;
    if (moment.speed !== undefined && moment.speed > 0) {
      engine.field(end.state, speed);
      const { neurons, threshold, oscillators } = engine.spec;
      const entries = neurons * ((threshold === undefined ? 0 : 1) + (oscillators?.dimension ?? 0));
      const norms = await engine.norms(speed);
      value = (moment.speed * norms.reduce((sum, norm) => sum + entries * norm * norm, 0)) / batch;
      engine.combine(speed, [[(2 * moment.speed) / batch, speed]]);
      engine.vjp(end.state, speed, own);
      engine.combine(cotangent, [
        [1, cotangent],
        [1, own],
      ]);
    }
    this.#workspace.give(own, speed);
    return value;
  }
}
