/** Something to be timed: one call is one run of the work, done when the call is or, if it returns a promise, that is. */
export interface Work {
  readonly id: string;
  run(): unknown;
}

/** How often and for how long to measure. */
export interface MeasureOptions {
  /** Rounds that count. */
  readonly rounds: number;
  /** Rounds before them, which are dropped: compilers and caches settle. */
  readonly warmUp: number;
  /** A sample repeats its work until it lasts about this long, in milliseconds. */
  readonly leastSample: number;
  /** Milliseconds; for tests. Default `performance.now`. */
  readonly clock?: () => number;
  /** Told before each round, counted from 0, warm-up included. */
  readonly onRound?: (round: number, of: number) => void;
}

/** Milliseconds per run, one entry a round. */
export type Samples = ReadonlyMap<string, readonly number[]>;

/**
 * Times several works in turn: every round takes one sample of each, and each round starts one work later, so that a
 * slow phase of the machine falls on all of them and none always follows the same other one.
 */
export async function measureInterleaved(works: readonly Work[], options: MeasureOptions): Promise<Samples> {
  const { rounds, warmUp, leastSample, clock = () => performance.now(), onRound } = options;
  const samples = new Map<string, number[]>(works.map(({ id }) => [id, []]));
  if (samples.size < works.length) throw new RangeError('works: two have the same id; give each its own.');
  const fastest = new Map<string, number>();
  for (let round = 0; round < warmUp + rounds; round++) {
    onRound?.(round, warmUp + rounds);
    for (let n = 0; n < works.length; n++) {
      const work = works[(n + round) % works.length]!;
      const known = fastest.get(work.id);
      const repetitions = known === undefined ? 1 : repetitionsFor(known, leastSample);
      const time = await timeRuns(work, repetitions, clock);
      fastest.set(work.id, Math.min(known ?? Number.POSITIVE_INFINITY, time));
      if (round >= warmUp) samples.get(work.id)!.push(time);
    }
  }
  return samples;
}

function repetitionsFor(time: number, leastSample: number): number {
  return Math.min(100_000, Math.max(1, Math.ceil(leastSample / Math.max(time, 1e-6))));
}

async function timeRuns(work: Work, repetitions: number, clock: () => number): Promise<number> {
  const start = clock();
  for (let n = 0; n < repetitions; n++) {
    const pending = work.run();
    if (pending instanceof Promise) await pending;
  }
  return (clock() - start) / repetitions;
}
