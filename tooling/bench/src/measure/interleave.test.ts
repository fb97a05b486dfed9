import { expect, test } from 'vitest';
import { measureInterleaved, type Work } from './interleave.ts';

/** Works that take a given time on a clock of their own, and a log of the order in which they ran. */
function bench(times: Readonly<Record<string, (run: number) => number>>): {
  readonly works: readonly Work[];
  readonly log: string[];
  readonly clock: () => number;
} {
  let now = 0;
  const log: string[] = [];
  const works = Object.entries(times).map(([id, time]): Work => {
    let runs = 0;
    return {
      id,
      run: () => {
        log.push(id);
        now += time(runs++);
      },
    };
  });
  return { works, log, clock: () => now };
}

test('every round takes each work once and starts one later', async () => {
  const { works, log, clock } = bench({ a: () => 1, b: () => 2, c: () => 3 });
  const samples = await measureInterleaved(works, { rounds: 3, warmUp: 0, leastSample: 1, clock });
  expect(log.join('')).toBe('abcbcacab');
  expect(Object.fromEntries(samples)).toEqual({ a: [1, 1, 1], b: [2, 2, 2], c: [3, 3, 3] });
});

test('warm-up rounds are dropped', async () => {
  const { works, clock } = bench({ a: (run) => (run < 2 ? 100 : 1) });
  const samples = await measureInterleaved(works, { rounds: 4, warmUp: 2, leastSample: 1, clock });
  expect(samples.get('a')).toEqual([1, 1, 1, 1]);
});

test('short work is repeated until a sample is long enough, and its time is per run', async () => {
  const { works, log, clock } = bench({ a: () => 0.5, b: () => 50 });
  const samples = await measureInterleaved(works, { rounds: 1, warmUp: 1, leastSample: 20, clock });
  expect(log.filter((id) => id === 'a')).toHaveLength(1 + 40);
  expect(log.filter((id) => id === 'b')).toHaveLength(1 + 1);
  expect(samples.get('a')![0]).toBeCloseTo(0.5, 12);
});

test('asynchronous work is waited for', async () => {
  let now = 0;
  const run = async (): Promise<void> => {
    await Promise.resolve();
    now += 7;
  };
  const samples = await measureInterleaved([{ id: 'a', run }], {
    rounds: 2,
    warmUp: 0,
    leastSample: 1,
    clock: () => now,
  });
  expect(samples.get('a')).toEqual([7, 7]);
});

test('two works of one name are refused', async () => {
  const { works, clock } = bench({ a: () => 1 });
  const options = { rounds: 1, warmUp: 0, leastSample: 1, clock };
  await expect(measureInterleaved([...works, ...works], options)).rejects.toThrow(/same id/);
});
