import { normaliseRows, type RandomKey, ValueError } from '@hkmem/backend';
import type { BatchSource, Samples } from '@hkmem/training';
import type { Memory } from '../memory/memory.ts';
import { mappedSource } from '../problems/mapped-source.ts';

/** What is done to the oscillators of an edit while it is judged. */
export interface OscillatorChange {
  /**
   * Oscillators of pixels start at the paired image and move on, in place of being held there; the first one, which shows no
   * pixel and is the reference of the others, stays held.
   */
  readonly free?: true;
  /** A share of the other oscillators, 0 to 1, that is held in random directions, drawn from the key. */
  readonly wrong?: { readonly share: number; readonly key: RandomKey };
}

/**
 * A source that shows a memory what it can see: nothing of oscillators if it has none, else with changes of how they are
 * held.
 * @throws {ValueError} for changes of a memory without a learned start, or a share that is none.
 */
export function shownOscillators(memory: Memory, source: BatchSource, change: OscillatorChange = {}): BatchSource {
  const { spec, parameters } = memory.checkpoint;
  if (spec.oscillators === undefined) return mappedSource(source, ({ s: _, held: __, ...samples }) => samples);
  if (change.free === undefined && change.wrong === undefined) return source;
  const start = parameters['start.s'];
  if (start === undefined) {
    throw new ValueError('change of oscillators', 'one', 'none for a memory without a learned start');
  }
  const { neurons } = spec;
  const D = spec.oscillators.dimension;
  const unit = new Float64Array(start.data.length);
  normaliseRows(Float64Array.from(start.data), unit, neurons, D);
  const wrong = change.wrong && wrongRows(memory, change.wrong);
  return mappedSource(source, (samples) => {
    const held = withWrong(samples, wrong, neurons * D);
    if (change.free === undefined || held === undefined) return { ...samples, ...(held && { held }) };
    const s = new Float32Array(held.length);
    for (let k = 0; k < s.length; k += D) {
      const row = held.subarray(k, k + D);
      s.set(row.some((entry) => entry !== 0) ? row : unit.subarray(k % unit.length, (k % unit.length) + D), k);
    }
    const reference = new Float32Array(held.length);
    for (let k = 0; k < s.length; k += neurons * D) reference.set(held.subarray(k, k + D), k);
    return { ...samples, held: reference, s };
  });
}

/** Random directions [N, D] of a share of the oscillators that have neighbours in HK, 0 for the others. */
function wrongRows(memory: Memory, { share, key }: NonNullable<OscillatorChange['wrong']>): Float64Array {
  if (!(share >= 0 && share <= 1)) throw new ValueError('share of oscillators held', share, 'a number from 0 to 1');
  const { neurons, oscillators, coupling } = memory.checkpoint.spec;
  const D = oscillators!.dimension;
  const { sources, targets } = coupling!.graph;
  const coupled = [...new Set([...sources, ...targets])].sort((a, b) => a - b);
  const order = key.fold('which').uniform(coupled.length);
  const chosen = coupled
    .map((unit, k) => [order[k]!, unit] as const)
    .sort((a, b) => a[0] - b[0])
    .slice(0, Math.round(share * coupled.length));
  const directions = key.fold('where').normal(neurons * D);
  const rows = new Float64Array(neurons * D);
  normaliseRows(directions, rows, neurons, D);
  const kept = new Set(chosen.map(([, unit]) => unit));
  return rows.map((entry, k) => (kept.has(Math.floor(k / D)) ? entry : 0));
}

function withWrong({ held, batch }: Samples, wrong: Float64Array | undefined, size: number): Float32Array | undefined {
  if (wrong === undefined) return held;
  const rows = held?.slice() ?? new Float32Array(batch * size);
  for (let b = 0; b < batch; b++) {
    wrong.forEach((entry, k) => {
      if (entry !== 0) rows[b * size + k] = entry;
    });
  }
  return rows;
}
