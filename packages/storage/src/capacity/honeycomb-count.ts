import { type Backend, RandomKey, ValueError } from '@hkmem/backend';
import { fixedPoint } from '@hkmem/dynamics';
import { Honeycomb } from '../oscillators/honeycomb.ts';
import { phaseLockedStates } from '../oscillators/phase-locked.ts';

/** A honeycomb whose memories are counted. */
export interface HoneycombTrial {
  /** m. */
  readonly cells: number;
  /** n_c. */
  readonly size: number;
  /** Of departures and starts. */
  readonly seed: number;
  /** Flows from random phases. */
  readonly tried: number;
}

/** What was counted. */
export interface HoneycombCount {
  /** N. */
  readonly oscillators: number;
  /** (2 ceil(n_c / 4) - 1)^m (arXiv 2504.03102). */
  readonly known: number;
  /** Stable phase-locked states, counted cycle by cycle among all that there are. */
  readonly counted: number;
  /** Memories that were let go with phases off by up to 0.15, at most 256. */
  readonly departed: number;
  /** How many of these came back. */
  readonly back: number;
  /** Flows from random phases that ended at rest with the turns and steps of a memory. */
  readonly ended: number;
  /** How many of all flows from random phases did not: they would be spurious, or not yet at rest. */
  readonly spurious: number;
  /** Different memories at which these ended. */
  readonly met: number;
}

/**
 * Counts what a honeycomb holds in three ways: among all phase-locked states, by departures that come back, and by where
 * flows from random phases end. @throws {ValueError} on sizes that are none.
 */
export async function honeycombCount(backend: Backend, trial: HoneycombTrial): Promise<HoneycombCount> {
  const { cells, size, seed, tried } = trial;
  if (!Number.isInteger(tried) || tried < 1) throw new ValueError('tried', tried, 'a whole number from 1');
  const memory = new Honeycomb({ cells, size });
  const key = RandomKey.fromSeed(seed).fold('honeycomb');
  const stable = phaseLockedStates(size).reduce((sum, each) => sum + (each.stable ? each.states : 0), 0);
  const all = memory.holds <= 256 ? memory.memories() : randomMemories(memory, 256, key.fold('memories'));
  const N = memory.spec.neurons;
  const engine = memory.engine(backend);
  try {
    const noise = key.fold('departures').uniform(all.length * N);
    const known = all.flatMap((turns) => phasesOf(memory.state(turns)));
    const departed = directionsOf(known.map((phase, n) => phase + 0.3 * (noise[n]! - 0.5)));
    const back = memory.turns((await fixedPoint(engine, { s: departed })).state.s!);
    const starts = directionsOf(Array.from(key.fold('starts').uniform(tried * N), (share) => 2 * Math.PI * share));
    const { state, samples } = await fixedPoint(engine, { s: starts });
    const ends = memory.turns(state.s!);
    const right = ends.map((turns, b) => samples[b]!.code === 'at-rest' && isMemory(memory, turns, state.s!, b));
    const ended = right.filter(Boolean).length;
    return {
      oscillators: N,
      known: memory.holds,
      counted: stable ** cells,
      departed: all.length,
      back: back.filter((turns, k) => String(turns) === String(all[k])).length,
      ended,
      spurious: tried - ended,
      met: new Set(ends.filter((_, b) => right[b]).map(String)).size,
    };
  } finally {
    engine.dispose();
  }
}

function randomMemories(memory: Honeycomb, count: number, key: RandomKey): number[][] {
  const { cells, largestTurn } = memory;
  return Array.from({ length: count }, (_, k) =>
    Array.from(key.fold(k).uniform(cells), (share) => Math.floor(share * (2 * largestTurn + 1)) - largestTurn),
  );
}

/** Whether sample b has the turns of a memory and equal steps round each cycle. */
function isMemory(memory: Honeycomb, turns: readonly number[], s: ArrayLike<number>, b: number): boolean {
  const at = 2 * b * memory.spec.neurons;
  return memory.cycles.every((cycle, c) => {
    if (Math.abs(turns[c]!) > memory.largestTurn) return false;
    const expected = Math.cos((2 * Math.PI * turns[c]!) / memory.size);
    return cycle.every((i, k) => {
      const j = cycle[(k + 1) % cycle.length]!;
      const cosine = s[at + 2 * i]! * s[at + 2 * j]! + s[at + 2 * i + 1]! * s[at + 2 * j + 1]!;
      return Math.abs(cosine - expected) < 1e-5;
    });
  });
}

function phasesOf(s: Float64Array): number[] {
  return Array.from({ length: s.length / 2 }, (_, i) => Math.atan2(s[2 * i + 1]!, s[2 * i]!));
}

function directionsOf(phases: readonly number[]): Float64Array {
  return Float64Array.from(phases.flatMap((phase) => [Math.cos(phase), Math.sin(phase)]));
}
