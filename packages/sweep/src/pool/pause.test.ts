import { afterEach, expect, test, vi } from 'vitest';
import { untilAborted } from './pause.ts';

afterEach(() => vi.useRealTimers());

test('a wait without an end outlasts the longest timer', async () => {
  vi.useFakeTimers();
  const controller = new AbortController();
  let ended = false;
  const waiting = untilAborted(controller.signal).then(() => {
    ended = true;
  });
  // A timer counts 24.8 days.
  const days = 24 * 3_600_000;
  await vi.advanceTimersByTimeAsync(60 * days);
  expect(ended).toBe(false);
  controller.abort();
  await waiting;
  expect(ended).toBe(true);
});
