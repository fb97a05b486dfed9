import type { Engine, HostArray, StateVector } from '@hkmem/backend';
import type { RestProblem } from './rest-problem.ts';
import type { LayerDescentSettings, Ranges, SweepingSample } from './sweeping-sample.ts';

/** Samples that move, side by side: x [B, N], their inputs, room for another x, and whether each is done. */
interface Batch {
  readonly samples: readonly SweepingSample[];
  readonly x: HostArray;
  readonly input: HostArray;
  readonly shown: HostArray;
  readonly done: boolean[];
}

/**
 * Alternating minimisation of threshold units alone. What a unit of one half is driven by is its field where this half is 0, which
 * takes the products of the other half only; once the others are set, theirs vanishes, so that what the next half sweep would
 * move is the whole field. For systems that have free layers and no oscillators, and samples without a nudge.
 */
export async function unitDescent(
  problem: RestProblem,
  samples: readonly SweepingSample[],
  { below, sweeps }: LayerDescentSettings,
  [between, others]: readonly [Ranges, Ranges],
): Promise<void> {
  const N = problem.size.x;
  const { precision } = problem.engine;
  let batch = batchOf(samples, N, precision);
  let states = statesFor(problem, samples.length);
  const fields = async (x: HostArray): Promise<ArrayLike<number>> => {
    const [state, out] = states;
    problem.addCost(batch.samples.length);
    problem.engine.writeState(state, { x });
    problem.engine.field(state, out);
    return (await problem.engine.readState(out)).x!;
  };
  const drives = (half: Ranges): Promise<ArrayLike<number>> => fields(without(batch, N, half));
  try {
    const first = await fields(batch.x);
    eachSample(batch, (b) => squares(batch, first, b, N) <= below * below * N);
    for (let sweep = 0; sweep < sweeps; sweep++) {
      const moving = batch.done.filter((done) => !done).length;
      if (moving === 0) break;
      // Samples that are done leave by and by: each time, what the rest needs is made anew.
      if (moving < 0.8 * batch.samples.length) {
        give(batch, N);
        batch = batchOf(
          batch.samples.filter((_, b) => !batch.done[b]),
          N,
          precision,
        );
        for (const state of states) state.dispose();
        states = statesFor(problem, moving);
      }
      const onBetween = await drives(between);
      if (sweep > 0) eachSample(batch, (b) => departure(batch, onBetween, b, N, between) <= below * below * N);
      eachSample(batch, (b) => {
        batch.samples[b]!.sweeps = (batch.samples[b]!.sweeps ?? 0) + 1;
        set(batch, onBetween, b, N, between);
        return false;
      });
      const onOthers = await drives(others);
      eachSample(batch, (b) => {
        set(batch, onOthers, b, N, others);
        return false;
      });
    }
    give(batch, N);
  } finally {
    for (const state of states) state.dispose();
  }
}

function statesFor({ engine }: RestProblem, batch: number): readonly [StateVector, StateVector] {
  return [engine.createState(batch), engine.createState(batch)];
}

/** In the precision of the engine, which so takes rows as they are. */
function batchOf(samples: readonly SweepingSample[], N: number, precision: Engine['precision']): Batch {
  const Rows = precision === 'float64' ? Float64Array : Float32Array;
  const [x, input, shown] = [new Rows(samples.length * N), new Rows(samples.length * N), new Rows(samples.length * N)];
  samples.forEach((sample, b) => {
    x.set(sample.state, b * N);
    if (sample.input !== undefined) input.set(sample.input, b * N);
  });
  return { samples, x, input, shown, done: samples.map(() => false) };
}

/** Puts states back where they came from. */
function give({ samples, x }: Batch, N: number): void {
  samples.forEach((sample, b) => {
    sample.state = Float64Array.from(x.subarray(b * N, (b + 1) * N));
  });
}

/** Calls `work` for each sample that moves, which says whether it is done now. */
function eachSample({ done }: Batch, work: (b: number) => boolean): void {
  for (let b = 0; b < done.length; b++) if (!done[b]) done[b] = work(b);
}

/** The states with 0 in these units. */
function without({ x, shown }: Batch, N: number, ranges: Ranges): HostArray {
  shown.set(x);
  for (let row = 0; row < x.length; row += N) for (const [start, end] of ranges) shown.fill(0, row + start, row + end);
  return shown;
}

/** Sum of squares of the whole field of a sample, without its input. */
function squares({ input }: Batch, field: ArrayLike<number>, b: number, N: number): number {
  let sum = 0;
  for (let k = b * N; k < (b + 1) * N; k++) sum += (field[k]! + input[k]!) ** 2;
  return sum;
}

/** Sum of squares of how far units are from what drives them. */
function departure({ x, input }: Batch, drive: ArrayLike<number>, b: number, N: number, ranges: Ranges): number {
  let sum = 0;
  for (const [start, end] of ranges) {
    for (let k = b * N + start; k < b * N + end; k++) sum += (drive[k]! + input[k]! - x[k]!) ** 2;
  }
  return sum;
}

function set({ x, input }: Batch, drive: ArrayLike<number>, b: number, N: number, ranges: Ranges): void {
  for (const [start, end] of ranges) {
    for (let k = b * N + start; k < b * N + end; k++) x[k] = drive[k]! + input[k]!;
  }
}
