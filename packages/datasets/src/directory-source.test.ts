import { afterEach, expect, test, vi } from 'vitest';
import { MissingDataError } from './errors.ts';
import { loadMnist } from './mnist.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

test.each([
  ['no process', undefined],
  ["a browser bundle's stand-in for process", { env: {} }],
])('where there is %s the error asks for an address', async (_, process) => {
  vi.stubGlobal('process', process);
  const [byDefault, folder] = await Promise.allSettled([loadMnist(), loadMnist({ directory: 'somewhere' })]);
  vi.unstubAllGlobals();
  for (const result of [byDefault, folder]) {
    const reason: unknown = result.status === 'rejected' ? result.reason : undefined;
    expect(reason).toBeInstanceOf(MissingDataError);
    expect(String(reason)).toMatch(/no file system here\. Pass baseUrl/);
  }
});
