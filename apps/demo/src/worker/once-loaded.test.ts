import { expect, test } from 'vitest';
import { onceLoaded } from './once-loaded.ts';

test('what is asked for is made once, and again after a failure', async () => {
  let times = 0;
  const value = onceLoaded(async () => {
    if (++times === 1) throw new Error('no network');
    return times;
  });
  expect(value.loaded).toBeUndefined();
  await expect(value.get()).rejects.toThrow('no network');
  expect(await Promise.all([value.get(), value.get()])).toEqual([2, 2]);
  expect(await value.loaded).toBe(2);
});
