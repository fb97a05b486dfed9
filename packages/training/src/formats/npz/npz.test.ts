import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyArray, arrayOf, bitsOf, fixture, manifest } from '../../../test/format-files.ts';
import { NpyError, NpzError } from '../errors.ts';
import { crc32 } from './crc32.ts';
import { readNpz } from './read.ts';
import { writeNpz } from './write.ts';

describe('archives of NumPy', () => {
  test.for(Object.entries(manifest.npz))('%s: read', ([name, arrays]) => {
    expect(bitsOf(readNpz(fixture(name)))).toEqual(arrays);
  });

  test('are written with the same arrays in the same order', () => {
    const described = manifest.npz['stored.npz']!;
    const arrays = Object.fromEntries(Object.entries(described).map(([name, array]) => [name, arrayOf(array)]));
    for (const compress of [false, true]) {
      const read = readNpz(writeNpz(arrays, { compress }));
      expect(Object.keys(read)).toEqual(Object.keys(described));
      expect(bitsOf(read)).toEqual(described);
    }
    const [stored, deflated] = [writeNpz(arrays).length, writeNpz(arrays, { compress: true }).length];
    expect(deflated).toBeLessThan(stored - 3000);
  });
});

test('every set of arrays is read back bit for bit, and written the same each time', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(fc.dictionary(name, anyArray, { maxKeys: 4 }), fc.boolean(), (arrays, compress) => {
      const bytes = writeNpz(arrays, { compress });
      expect(bitsOf(readNpz(bytes))).toEqual(bitsOf(arrays));
      expect(writeNpz(arrays, { compress })).toEqual(bytes);
    }),
    { numRuns: 60 },
  );
});

test('what is unpacked is bounded', () => {
  const big = { zeros: { dtype: 'U8', shape: [5_000_000], data: new Uint8Array(5_000_000) } } as const;
  const bytes = writeNpz(big, { compress: true });
  expect(bytes.length).toBeLessThan(10_000);
  expect(readNpz(bytes)['zeros']!.shape).toEqual([5_000_000]);
  const read = () => readNpz(bytes, { maxBytes: 4_999_999 });
  expect(read).toThrow(NpzError);
  expect(read).toThrow(/say to hold 5000128 bytes, at most 4999999 are read/);
});

test('names and formats that an archive cannot hold are refused', () => {
  const one = { dtype: 'U8', shape: [], data: Uint8Array.of(1) } as const;
  expect(() => writeNpz({ '': one })).toThrow(NpzError);
  expect(() => writeNpz({ '\ud800': one })).toThrow(NpzError);
  expect(() => writeNpz({ b: { dtype: 'BF16', shape: [1], data: Uint16Array.of(1) } })).toThrow(NpyError);
  expect(() => writeNpz({ b: { dtype: 'BF16', shape: [1], data: Uint16Array.of(1) } })).toThrow(/'b': \.npy has no/);
});

test('checksums are those of zip', () => {
  // The check value of CRC-32/ISO-HDLC.
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
});
