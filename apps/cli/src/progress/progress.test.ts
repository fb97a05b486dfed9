import { formatDuration } from '@hkmem/sweep';
import { expect, test } from 'vitest';
import { lineProgress } from './lines.ts';
import { RemainingTime } from './remaining-time.ts';

test('times are put in words', () => {
  expect([0.44, 9.96, 59.6, 192, 3599.7, 7500].map(formatDuration)).toEqual([
    '0.4 s',
    '10 s',
    '1 min 0 s',
    '3 min 12 s',
    '1 h 0 min',
    '2 h 5 min',
  ]);
});

test('the time that is left does not count the warm-up', () => {
  let now = 0;
  const remaining = new RemainingTime(() => now);
  // Two slow updates, then one a tenth of a second.
  now = 30_000;
  remaining.observe(1);
  now = 60_000;
  remaining.observe(2);
  expect(remaining.secondsTo(100)).toBeUndefined();
  for (let done = 3; done <= 20; done++) {
    now += 100;
    remaining.observe(done);
  }
  expect(remaining.pace).toBeCloseTo(10, 9);
  expect(remaining.secondsTo(100)).toBeCloseTo(8, 9);
});

test('without a terminal a line comes every five seconds, and one at both ends', () => {
  let now = 0;
  let text = '';
  const progress = lineProgress(
    {
      write: (part) => {
        text += part;
      },
    },
    () => now,
  );
  const task = progress.begin({ label: 'base', total: 100, done: 10, unit: 'updates' });
  for (let done = 11; done <= 100; done++) {
    now += 100;
    task.advance(done, 'loss 0.5');
  }
  task.end();
  expect(text.trim().split('\n')).toEqual([
    'base: from 10 of 100 updates',
    'base: 60/100 updates, loss 0.5, 4.0 s left',
    'base: 100/100 updates in 9.0 s',
  ]);
});
