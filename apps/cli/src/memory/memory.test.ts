import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeMemory, InputFileError } from '@hkmem/experiments';
import { temporaryFolder } from '@hkmem/vitest-preset/temporary-folder';
import { describe, expect, test } from 'vitest';
import { UsageError } from '../console/errors.ts';
import { encodePng } from '../figures/png-encoder.ts';
import { parseCorruption } from './corruption.ts';
import { readPicture } from './picture.ts';

describe('files', () => {
  test('a picture of ink on paper and its negative are read alike', async () => {
    const folder = temporaryFolder();
    const greys = Array.from({ length: 256 }, (_, level) => [level, level, level] as const);
    const ink = Uint8Array.from({ length: 64 }, (_, i) => (i % 8 === 3 ? 255 : 0));
    writeFileSync(join(folder, 'light.png'), encodePng(8, 8, ink, greys));
    const paper = ink.map((level) => 255 - level);
    writeFileSync(join(folder, 'dark.png'), encodePng(8, 8, paper, greys));
    const expected = Float32Array.from(ink, (level) => level / 255);
    // 8-bit levels, so half a level.
    for (const name of ['light.png', 'dark.png']) {
      const found = await readPicture(join(folder, name), 8, 8);
      found.forEach((value, i) => {
        expect(Math.abs(value - expected[i]!)).toBeLessThan(0.5 / 255);
      });
    }
  });

  test('what is no picture, or no weights, is refused by name', async () => {
    const path = join(temporaryFolder(), 'file');
    writeFileSync(path, 'nothing of the kind');
    await expect(readPicture(path, 8, 8)).rejects.toThrow(InputFileError);
    await expect(readPicture(`${path}.png`, 8, 8)).rejects.toThrow(/cannot be read/);
    expect(() => decodeMemory(new TextEncoder().encode('nothing of the kind'), path)).toThrow(InputFileError);
  });
});

test('corruptions are read from text', () => {
  expect(['noise:0.3', 'erase:top', 'occlude:12'].map(parseCorruption)).toEqual([
    { kind: 'noise', level: 0.3 },
    { kind: 'erase', half: 'top' },
    { kind: 'occlude', size: 12 },
  ]);
  for (const text of ['noise', 'noise:2', 'erase:middle', 'occlude:1.5', 'blur:3']) {
    expect(() => parseCorruption(text)).toThrow(UsageError);
  }
});
