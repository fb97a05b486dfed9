import type { Backend, HostArray, HostState } from '@hkmem/backend';
import { largestOf } from '@hkmem/backend';
import type { ImageDataset } from '@hkmem/datasets';
import {
  adaptiveSteps,
  type EnergyPoint,
  fixedPoint,
  type RecallResult,
  type RestResult,
  recall,
  requireRest,
  withInput,
  writeParameters,
} from '@hkmem/dynamics';
import { holdingOf, parametersOf, shownCue } from '@hkmem/training';
import type { Memory } from '../memory/memory.ts';
import { heldByPairs } from '../problems/held-contexts.ts';
import { type ShownImages, startState } from '../problems/start-state.ts';

/** When a recall ends, and how finely it is integrated. */
export interface RecallSettings {
  /** T, where the flow ends. */
  readonly until: number;
  /** Relative tolerance. */
  readonly rtol: number;
  /** Absolute tolerance. */
  readonly atol: number;
  /** Go to rest: stop before `until` once next to nothing moves, and find the rest from there by `fixedPoint`. */
  readonly settle: boolean;
}

/** What a memory made of the images it was shown. */
export interface RecalledImages {
  /** The class answered for each image. */
  readonly answers: readonly number[];
  /** Class outputs, [B][C]. */
  readonly outputs: readonly (readonly number[])[];
  /** x of the pixel units at the end, [B][height * width]. */
  readonly pictures: readonly Float32Array[];
  /** The state at the end. */
  readonly end: HostState;
  /** Energies by term along the flow. */
  readonly energies: readonly EnergyPoint[];
  /** Why the flow ended. */
  readonly code: RecallResult['code'];
  /** Where it ended. */
  readonly t: number;
  /** Steps that were accepted. */
  readonly steps: number;
  /** Of those that were to settle: whether and how each came to rest, and what the system promises. */
  readonly rest?: Omit<RestResult, 'state'>;
}

/**
 * Lets a memory fall from what it is shown; an edit whose paired images hold oscillators holds them. Throws as `recall` and `fixedPoint` of @hkmem/dynamics.
 * @throws {NoFloorError} before anything flows, if it is to settle and its energy promises no rest.
 */
export async function recallImages(
  backend: Backend,
  memory: Memory,
  dataset: ImageDataset,
  shown: ShownImages,
  settings: RecallSettings,
): Promise<RecalledImages> {
  const { height, width, classes } = dataset.test;
  const engine = backend.createEngine(memory.checkpoint.spec);
  const batch = shown.pictures.length;
  const held = heldByPairs(memory, dataset, shown);
  const holding = held && holdingOf(engine, { held, labels: new Uint8Array(batch), batch });
  const holder = holding?.engine ?? engine;
  let driven = holder;
  try {
    writeParameters(engine, parametersOf(memory.checkpoint));
    const { until, rtol, atol, settle } = settings;
    const certificate = settle ? await requireRest(engine) : undefined;
    const { input, ...free } = cuedState(memory, dataset, shown);
    const start = held === undefined ? free : { ...free, s: placed(free.s!, held, engine.spec.oscillators!.dimension) };
    if (input !== undefined) driven = withInput(holder, input, batch);
    const result = await recall(driven, start, {
      until,
      control: adaptiveSteps({ rtol, atol }),
      renormalise: false,
      ...(settle ? {} : { steadyBelow: false }),
    });
    const rest =
      certificate && (await fixedPoint(holder, result.state, { certificate, sweeps: 400, ...(input && { input }) }));
    const end = rest?.state ?? result.state;
    const x = end.x!;
    const N = memory.checkpoint.spec.neurons;
    const rows = shown.pictures.map((_, b) => x.subarray(b * N, (b + 1) * N));
    const outputs = rows.map((row) => Array.from(row.subarray(N - classes)));
    return {
      answers: outputs.map((row) => row.indexOf(largestOf(row))),
      outputs,
      pictures: rows.map((row) => Float32Array.from(row.subarray(0, height * width))),
      end,
      energies: result.energies,
      code: result.code,
      t: result.t,
      steps: result.statistics.accepted,
      ...(rest && { rest }),
    };
  } finally {
    if (driven !== holder) driven.dispose();
    holding?.engine.dispose();
    engine.dispose();
  }
}

/** The oscillators with those that are held where they are held. */
function placed(s: HostArray, held: Float32Array, D: number): Float32Array {
  const out = Float32Array.from(s);
  for (let k = 0; k < held.length; k += D) {
    const row = held.subarray(k, k + D);
    if (row.some((entry) => entry !== 0)) out.set(row, k);
  }
  return out;
}

/** What a memory starts from, and the input that it sees all the time if its settings show cues so. */
function cuedState(
  memory: Memory,
  dataset: ImageDataset,
  shown: ShownImages,
): HostState & { readonly input?: HostArray } {
  const state = startState(memory, dataset, shown);
  const { cue = 'start', strength } = (memory.kind === 'model' ? undefined : memory.config.rest) ?? {};
  return { ...state, ...shownCue(cue, Float32Array.from(state.x!), strength) };
}
