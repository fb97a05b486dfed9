import { expect, test, vi } from 'vitest';
import { collector } from './collect.ts';

test('moments are handed on together, the first at once, and one of time 0 begins the list anew', () => {
  vi.useFakeTimers();
  try {
    const seen: number[][] = [];
    const take = collector<{ readonly t: number }>((moments) => seen.push(moments.map(({ t }) => t)));
    for (const t of [0, 1, 2]) take({ t });
    expect(seen).toEqual([[0]]);
    vi.advanceTimersByTime(100);
    expect(seen.at(-1)).toEqual([0, 1, 2]);
    for (const t of [0, 1]) take({ t });
    vi.advanceTimersByTime(100);
    expect(seen.at(-1)).toEqual([0, 1]);
  } finally {
    vi.useRealTimers();
  }
});
