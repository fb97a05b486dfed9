import { addGradients, type Named } from '../linear/gradients.ts';
import type { Geometry, Operations, StepSettings, Value } from '../operations/operations.ts';
import { connection } from './connect.ts';
import type { Connection } from './connection.ts';
import type { LayerSpec } from './layer-spec.ts';
import { rotationRates, rotationRatesVjp } from './rotation.ts';
import { normaliseStimulus, normaliseStimulusVjp } from './stimulus.ts';
import { defaultBudget, planStorage, type StoragePlan } from './storage-plan.ts';

/** What a layer is run on: rows are places, as `Geometry` says. */
export interface LayerInput<V> {
  /** Start of the oscillators, [R, C]; normalised first. */
  readonly x: V;
  /** Conditional stimulus, [R, C]. */
  readonly c: V;
  /** gamma, [1]. */
  readonly gamma: V;
  /** Parameters by the names of `layerShapes`. */
  readonly parameters: Named<V>;
  /** B. */
  readonly batch: number;
  /** T. */
  readonly steps: number;
}

/** What a pass forward is for. */
export interface PassOptions {
  /** Bytes that may be kept for a pass back; 1 GiB if absent, `none` if there will be no pass back. */
  readonly budget?: number | 'none';
  /** Whether the states after each step are returned. */
  readonly states?: boolean;
}

/** What a pass forward gives. The caller owns `end`, `states` and `energies`; `end` is not in `states`' memory. */
export interface LayerPass<V> {
  /** The state after the last step, [R, C]. */
  readonly end: V;
  /** The states after each step; empty unless asked for. */
  readonly states: readonly V[];
  /** The energies [B] of each step, of x before it. */
  readonly energies: readonly V[];
  /** For `layerVjp`; undefined if no pass back was wanted. */
  readonly record?: LayerRecord<V> | undefined;
}

/** What a pass forward keeps; `layerVjp` frees it. */
export interface LayerRecord<V> {
  /** The layer. */
  readonly spec: LayerSpec;
  /** What it was run on. */
  readonly input: LayerInput<V>;
  /** What was kept. */
  readonly plan: StoragePlan;
  /** States before the kept steps. */
  readonly starts: readonly V[];
  /** What the kept steps made. */
  readonly kept: readonly Named<V>[];
}

/** A layer made ready for many steps; its values are to be freed by the scope it is made in. */
interface Ready<V> {
  readonly connection: Connection<V>;
  readonly stimulus: V;
  readonly settings: StepSettings<V>;
}

/** T steps of a layer from `x` under the stimulus `c`. Inputs must outlive a pass back. */
export function runLayer<V extends Value>(
  operations: Operations<V>,
  spec: LayerSpec,
  input: LayerInput<V>,
  options: PassOptions = {},
): LayerPass<V> {
  const { budget = defaultBudget } = options;
  const bytes = operations.precision === 'float64' ? 8 : 4;
  const plan = budget === 'none' ? undefined : planStorage(spec, input.batch, input.steps, budget, bytes);
  return operations.scope(() => {
    const layer = ready(operations, spec, input);
    const [states, energies, starts, kept]: [V[], V[], V[], Named<V>[]] = [[], [], [], []];
    let x = operations.normalise(input.x, spec.n);
    for (let step = 0; step < input.steps; step++) {
      const { next, energy, saved } = operations.scope(() => stepOnce(operations, layer, x, plan?.keep === 'steps'));
      energies.push(energy);
      if (options.states === true) states.push(operations.scope(() => copy(operations, next)));
      if (plan !== undefined && step % plan.interval === 0) starts.push(x);
      else operations.dispose([x]);
      if (plan?.keep === 'steps') kept.push(saved);
      x = next;
    }
    return { end: x, states, energies, record: plan === undefined ? undefined : { spec, input, plan, starts, kept } };
  });
}

/** Cotangents of what a pass gave; each may be missing. */
export interface LayerCotangents<V> {
  /** Of the state after the last step, [R, C]. */
  readonly end?: V | undefined;
  /** Of the states after each step. */
  readonly states?: readonly (V | undefined)[] | undefined;
  /** Of the energies [B] of each step. */
  readonly energies?: readonly (V | undefined)[] | undefined;
}

/** Gradients of a pass. */
export interface LayerGradients<V> {
  /** Of the start, [R, C]. */
  readonly x: V;
  /** Of the stimulus, [R, C]. */
  readonly c: V;
  /** Of gamma, [1]. */
  readonly gamma: V;
  /** Of the parameters, by name and in their shapes. */
  readonly parameters: Named<V>;
}

/** Walks a pass back, once: the record is freed. */
export function layerVjp<V extends Value>(
  operations: Operations<V>,
  record: LayerRecord<V>,
  cotangents: LayerCotangents<V>,
): LayerGradients<V> {
  const { spec, input, plan, starts, kept } = record;
  const { steps, batch, parameters } = input;
  const result = operations.scope(() => {
    const layer = ready(operations, spec, input);
    const none = (): V => operations.scale(input.x, 0);
    let back: Back<V> = { x: cotangents.end ?? none(), y: none(), gradients: {} };
    let ours = false;
    for (let segment = starts.length - 1; segment >= 0; segment--) {
      const first = segment * plan.interval;
      const last = Math.min(first + plan.interval, steps);
      back = operations.scope(() => {
        const replayed = kept[segment] === undefined ? replay(operations, layer, starts[segment]!, last - first) : [];
        let walked = back;
        for (let step = last - 1; step >= first; step--) {
          const { x, saved } = replayed[step - first] ?? { x: starts[segment]!, saved: kept[segment]! };
          const direct = cotangents.states?.[step];
          const dNext = direct === undefined ? walked.x : operations.add(walked.x, direct);
          const before = stepBack(operations, layer, x, saved, { ...walked, x: dNext }, cotangents.energies?.[step]);
          if (ours) operations.dispose([walked.x, walked.y, ...Object.values(walked.gradients)]);
          [walked, ours] = [before, true];
        }
        return walked;
      });
    }
    const { gamma = operations.scale(input.gamma, 0), omega, ...ofConnection } = back.gradients;
    const stimulus = normaliseStimulusVjp(operations, spec, parameters, input.c, batch, back.y);
    const ofRates = rotationRatesVjp(operations, spec, parameters, omega);
    return {
      x: operations.normaliseVjp(input.x, spec.n, back.x),
      c: operations.scale(stimulus.c, 1),
      gamma,
      parameters: { ...ofConnection, ...stimulus.gradients, ...ofRates },
    };
  });
  freeRecord(operations, record);
  return result;
}

/** Frees what a pass forward kept, where there will be no pass back. */
export function freeRecord<V extends Value>(operations: Operations<V>, { starts, kept }: LayerRecord<V>): void {
  operations.dispose(starts);
  for (const saved of kept) operations.dispose(Object.values(saved));
}

function ready<V extends Value>(operations: Operations<V>, spec: LayerSpec, input: LayerInput<V>): Ready<V> {
  const { parameters, batch, gamma, c } = input;
  const geometry: Geometry = { batch, height: spec.height, width: spec.width };
  return {
    connection: connection(operations, spec, parameters, geometry),
    stimulus: normaliseStimulus(operations, spec, parameters, c, batch),
    settings: {
      n: spec.n,
      batch,
      gamma,
      omega: rotationRates(operations, spec, parameters),
      identity: spec.rotation === 'identity',
      project: spec.project,
    },
  };
}

function stepOnce<V extends Value>(
  operations: Operations<V>,
  { connection: J, stimulus, settings }: Ready<V>,
  x: V,
  keep: boolean,
): { next: V; energy: V; saved: Named<V> } {
  const { y: field, saved } = J.apply(x);
  const y = operations.add(field, stimulus);
  return { ...operations.step(x, y, settings), saved: keep ? { ...saved, y } : {} };
}

function replay<V extends Value>(
  operations: Operations<V>,
  layer: Ready<V>,
  start: V,
  count: number,
): { x: V; saved: Named<V> }[] {
  const steps: { x: V; saved: Named<V> }[] = [];
  let x = start;
  for (let n = 0; n < count; n++) {
    const { next, saved } = operations.scope(() => stepOnce(operations, layer, x, true));
    steps.push({ x, saved });
    x = next;
  }
  return steps;
}

/** Cotangent of the state, that of the stimulus summed over the steps, and gradients summed over them. */
interface Back<V> {
  readonly x: V;
  readonly y: V;
  readonly gradients: Named<V>;
}

function stepBack<V extends Value>(
  operations: Operations<V>,
  { connection: J, settings }: Ready<V>,
  x: V,
  saved: Named<V>,
  after: Back<V>,
  energy: V | undefined,
): Back<V> {
  return operations.scope(() => {
    const own = operations.stepVjp(x, saved['y']!, settings, after.x, energy);
    const through = J.vjp(x, saved, own.y, own.x);
    const rates: Named<V> = own.omega === undefined ? {} : { omega: own.omega };
    return {
      x: through.x,
      y: operations.add(after.y, own.y),
      gradients: addGradients(operations, after.gradients, { ...through.gradients, gamma: own.gamma, ...rates }),
    };
  });
}

function copy<V extends Value>(operations: Operations<V>, value: V): V {
  return operations.scale(value, 1);
}
