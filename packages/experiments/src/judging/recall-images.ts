import type { Backend, HostState } from '@hkmem/backend';
import { largestOf } from '@hkmem/backend';
import type { ImageDataset } from '@hkmem/datasets';
import { adaptiveSteps, type EnergyPoint, type RecallResult, recall, writeParameters } from '@hkmem/dynamics';
import { parametersOf } from '@hkmem/training';
import type { Memory } from '../memory/memory.ts';
import { type ShownImages, startState } from '../problems/start-state.ts';

/** When a recall ends, and how finely it is integrated. */
export interface RecallSettings {
  /** T, where the flow ends. */
  readonly until: number;
  /** Relative tolerance. */
  readonly rtol: number;
  /** Absolute tolerance. */
  readonly atol: number;
  /** Stop before `until` once nothing moves. */
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
}

/** Lets a memory fall from what it is shown. @throws as `recall` of @hkmem/dynamics. */
export async function recallImages(
  backend: Backend,
  memory: Memory,
  dataset: ImageDataset,
  shown: ShownImages,
  settings: RecallSettings,
): Promise<RecalledImages> {
  const { height, width, classes } = dataset.test;
  const engine = backend.createEngine(memory.checkpoint.spec);
  try {
    writeParameters(engine, parametersOf(memory.checkpoint));
    const { until, rtol, atol, settle } = settings;
    const result = await recall(engine, startState(memory, dataset, shown), {
      until,
      control: adaptiveSteps({ rtol, atol }),
      renormalise: false,
      ...(settle ? {} : { steadyBelow: false }),
    });
    const x = result.state.x!;
    const N = memory.checkpoint.spec.neurons;
    const rows = shown.pictures.map((_, b) => x.subarray(b * N, (b + 1) * N));
    const outputs = rows.map((row) => Array.from(row.subarray(N - classes)));
    return {
      answers: outputs.map((row) => row.indexOf(largestOf(row))),
      outputs,
      pictures: rows.map((row) => Float32Array.from(row.subarray(0, height * width))),
      end: result.state,
      energies: result.energies,
      code: result.code,
      t: result.t,
      steps: result.statistics.accepted,
    };
  } finally {
    engine.dispose();
  }
}
