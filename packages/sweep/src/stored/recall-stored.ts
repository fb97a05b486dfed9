import type { Backend } from '@hkmem/backend';
import { type EnergyPoint, type RecallResult, recall, writeParameters } from '@hkmem/dynamics';
import { type Match, matchSamples } from '@hkmem/storage';
import type { StoredImages } from './stored-images.ts';

/** What a memory of stored pictures made of cues. */
export interface StoredRecall {
  /** Which picture each cue became. */
  readonly matches: readonly Match[];
  /** Which picture each cue resembled before: how sure the answer is. */
  readonly cues: readonly Match[];
  /** Pixels in [0, 1] along the recall of the first cue: at the cue, on the way and at the end. */
  readonly path: readonly { readonly t: number; readonly pixels: Float32Array }[];
  /** Energies along all recalls. */
  readonly energies: readonly EnergyPoint[];
  /** How the flow ended. */
  readonly code: RecallResult['code'];
  /** When it ended. */
  readonly t: number;
}

/** Pictures of the path that are kept. */
const stages = 5;

/** Lets cues in [0, 1], [height * width] each, fall to what is stored. Throws as `recall` of @hkmem/dynamics. */
export async function recallStored(
  backend: Backend,
  memory: StoredImages,
  cues: readonly Float32Array[],
  until = 60,
): Promise<StoredRecall> {
  const N = memory.height * memory.width;
  const engine = backend.createEngine(memory.spec);
  try {
    writeParameters(engine, memory.parameters);
    const x = Float64Array.from(cues.flatMap((cue) => Array.from(cue, (level) => 2 * level - 1)));
    const { state, saved, energies, code, t } = await recall(engine, { x }, { until, keepStates: cues.length === 1 });
    const shown = saved.filter(
      (_, n) => n % Math.max(1, Math.ceil(saved.length / stages)) === 0 || n === saved.length - 1,
    );
    const kind = { binary: true, opposites: true };
    return {
      matches: matchSamples(memory.patterns, state.x!, kind),
      cues: matchSamples(memory.patterns, x, kind),
      path: shown.map(({ t: at, state: { x: seen } }) => ({ t: at, pixels: pixelsOf(seen!.subarray(0, N)) })),
      energies,
      code,
      t,
    };
  } finally {
    engine.dispose();
  }
}

/** Activities tanh x of -1 to 1 as intensities. */
function pixelsOf(x: ArrayLike<number>): Float32Array {
  return Float32Array.from({ length: x.length }, (_, i) => (1 + Math.tanh(x[i]!)) / 2);
}
