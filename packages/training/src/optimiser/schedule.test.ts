import { UnknownNameError, ValueError } from '@hkmem/backend';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ScheduleSettings, scheduleFactor } from './schedule.ts';

test.for<readonly [ScheduleSettings, number, number]>([
  [{ kind: 'constant' }, 7, 1],
  [{ kind: 'exponential', halfEvery: 1000 }, 0, 1],
  [{ kind: 'exponential', halfEvery: 1000 }, 3000, 1 / 8],
  [{ kind: 'exponential', halfEvery: 1000 }, 500, Math.SQRT1_2],
  [{ kind: 'linear', updates: 8 }, 6, 1 / 4],
  [{ kind: 'linear', updates: 8 }, 9, 0],
  [{ kind: 'cosine', updates: 9 }, 3, 3 / 4],
  [{ kind: 'cosine', updates: 9 }, 20, 0],
  [{ kind: 'constant', warmup: 4 }, 0, 1 / 4],
  [{ kind: 'constant', warmup: 4 }, 3, 1],
  [{ kind: 'linear', updates: 8, warmup: 4 }, 1, (2 / 4) * (7 / 8)],
])('%o at update %i is %d', ([settings, step, expected]) => {
  // Two roundings of a number of size 1.
  expect(Math.abs(scheduleFactor(settings, step) - expected)).toBeLessThan(4 * Number.EPSILON);
});

test('factors stay between 0 and 1 and never rise after the warm-up', () => {
  const length = fc.integer({ min: 1, max: 500 });
  const warmup = fc.integer({ min: 0, max: 50 });
  const settings: fc.Arbitrary<ScheduleSettings> = fc.oneof(
    fc.record({ kind: fc.constant('constant' as const), warmup }),
    fc.record({ kind: fc.constant('exponential' as const), halfEvery: length, warmup }),
    fc.record({ kind: fc.constantFrom('linear' as const, 'cosine' as const), updates: length, warmup }),
  );
  fc.assert(
    fc.property(settings, fc.integer({ min: 0, max: 1000 }), (schedule, step) => {
      const [now, next] = [scheduleFactor(schedule, step), scheduleFactor(schedule, step + 1)];
      expect(now).toBeGreaterThanOrEqual(0);
      expect(now).toBeLessThanOrEqual(1);
      if (step + 1 >= (schedule.warmup ?? 0)) expect(next).toBeLessThanOrEqual(now);
    }),
  );
});

test('settings out of range are named', () => {
  expect(() => scheduleFactor({ kind: 'exponential', halfEvery: 0 }, 0)).toThrow(/halfEvery: got 0/);
  expect(() => scheduleFactor({ kind: 'linear', updates: Number.NaN }, 0)).toThrow(/updates of a schedule: got NaN/);
  expect(() => scheduleFactor({ kind: 'constant', warmup: 1.5 }, 0)).toThrow(/warmup: got 1.5/);
  expect(() => scheduleFactor({ kind: 'constant' }, -1)).toThrow(ValueError);
  expect(() => scheduleFactor({ kind: 'step' as 'constant' }, 0)).toThrow(UnknownNameError);
});
