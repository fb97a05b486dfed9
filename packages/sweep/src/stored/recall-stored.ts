import type { Backend, Engine, HostArray } from '@hkmem/backend';
import { type EnergyPoint, type RecallResult, recall, writeParameters } from '@hkmem/dynamics';
import { type Match, matchSamples } from '@hkmem/storage';
import { isDense, type StoredImages, type StoredRuleName } from './stored-images.ts';

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

/** A flow counts as steady below this times N: hidden units of dense memories are sums over all pixels, and steps as rough. */
const steadiness = 2e-5;

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
    const x = Float64Array.from(cues.flatMap((cue) => Array.from(cue, (level) => memory.scale * (2 * level - 1))));
    const start = isDense(memory.rule) ? await withHiddenUnits(engine, x, N) : x;
    const options = { until, keepStates: cues.length === 1, steadyBelow: Math.max(1e-3, steadiness * N) };
    const recalled = await recall(engine, { x: start }, options);
    const { state, saved, energies, code, t } = recalled;
    const shown = saved.filter(
      (_, n) => n % Math.max(1, Math.ceil(saved.length / stages)) === 0 || n === saved.length - 1,
    );
    const kind = { binary: true, opposites: !isDense(memory.rule) };
    return {
      matches: matchSamples(memory.patterns, shownUnits(state.x!, memory.spec.neurons, N), kind),
      cues: matchSamples(memory.patterns, x, kind),
      path: shown.map(({ t: at, state: { x: seen } }) => ({
        t: at,
        pixels: pixelsOf(memory.rule, seen!.subarray(0, N)),
      })),
      energies,
      code,
      t,
    };
  } finally {
    engine.dispose();
  }
}

/** x [B, N] of pixels with hidden units where these put them, [B, N + P]: there their field is 0. */
async function withHiddenUnits(engine: Engine, x: Float64Array, N: number): Promise<Float64Array> {
  const size = engine.spec.neurons;
  const batch = x.length / N;
  const full = new Float64Array(batch * size);
  for (let b = 0; b < batch; b++) full.set(x.subarray(b * N, (b + 1) * N), b * size);
  const [state, field] = [engine.createState(batch), engine.createState(batch)];
  engine.writeState(state, { x: full });
  engine.field(state, field);
  const { x: drive } = await engine.readState(field);
  for (let b = 0; b < batch; b++) {
    for (let n = b * size + N; n < (b + 1) * size; n++) full[n] = drive![n]!;
  }
  return full;
}

/** x [B, N] of pixels of states [B, size]. */
function shownUnits(states: HostArray, size: number, N: number): Float64Array {
  return Float64Array.from(
    { length: (states.length / size) * N },
    (_, n) => states[Math.floor(n / N) * size + (n % N)]!,
  );
}

/** Activities of -1 to 1 as intensities; those on the sphere at the length of a picture. */
function pixelsOf(rule: StoredRuleName, x: HostArray): Float32Array {
  const length = Math.sqrt(Float64Array.from(x).reduce((sum, value) => sum + value * value, 0)) || 1;
  const scale = rule === 'log-sum-relu' ? Math.sqrt(x.length) / length : 1;
  const linear = rule === 'log-sum-exp' || rule === 'log-sum-relu';
  return Float32Array.from({ length: x.length }, (_, i) => {
    const activity = linear ? Math.max(-1, Math.min(1, scale * x[i]!)) : Math.tanh(x[i]!);
    return (1 + activity) / 2;
  });
}
