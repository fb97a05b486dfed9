import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { content } from '../../test/safetensors-files.ts';
import type { SafetensorsTensor } from './dtypes.ts';
import { SafetensorsError } from './errors.ts';
import { readSafetensors } from './read.ts';
import { writeSafetensors } from './write.ts';

describe('what is written', () => {
  test('is read back, bit for bit', () => {
    fc.assert(
      fc.property(content, ({ tensors, metadata }) => {
        const bytes = writeSafetensors(tensors, metadata);
        const read = readSafetensors(bytes);
        expect(read.metadata).toEqual(metadata);
        expect(Object.keys(read.tensors).toSorted()).toEqual(Object.keys(tensors).toSorted());
        for (const [key, { dtype, shape, data }] of Object.entries(tensors)) {
          const got = read.tensors[key]!;
          expect([got.dtype, got.shape]).toEqual([dtype, shape]);
          expect(Buffer.from(got.data.buffer)).toEqual(Buffer.from(data.buffer));
        }
        expect(new DataView(bytes.buffer).getUint32(0, true) % 8).toBe(0);
      }),
    );
  });

  test('does not depend on the order of tensors and metadata', () => {
    fc.assert(
      fc.property(content, ({ tensors, metadata }) => {
        const reversed = <T>(record: Record<string, T>) => Object.fromEntries(Object.entries(record).toReversed());
        expect(writeSafetensors(reversed(tensors), reversed(metadata))).toEqual(writeSafetensors(tensors, metadata));
      }),
    );
  });

  test('orders names by code point, as their bytes are', () => {
    const u8 = { dtype: 'U8', shape: [], data: Uint8Array.of(0) } as const;
    const bytes = writeSafetensors({ '\u{1f600}': u8, '\uffff': u8, '2': u8, '10': u8, ab: u8, a: u8 });
    const text = new TextDecoder().decode(bytes.subarray(8));
    const names = [...text.matchAll(/"([^"]+)":\{"dtype/g)].map(([, found]) => found);
    expect(names).toEqual(['10', '2', 'a', 'ab', '\uffff', '\u{1f600}']);
  });

  test.for<readonly [Record<string, unknown>, Record<string, unknown>, RegExp]>([
    [
      { a: { dtype: 'F32', shape: [2], data: Float64Array.of(1, 2) } },
      {},
      /'a' of format F32 must come as Float32Array/,
    ],
    [{ a: { dtype: 'F32', shape: [3], data: Float32Array.of(1, 2) } }, {}, /'a' has 2 entries, its shape is \[3\]/],
    [{ a: { dtype: 'F32', shape: [-1, -2], data: Float32Array.of(1, 2) } }, {}, /its shape is \[-1, -2\]/],
    [{ a: { dtype: 'C64', shape: [1], data: Float32Array.of(1, 2) } }, {}, /format 'C64', allowed are BOOL/],
    [{ __metadata__: { dtype: 'U8', shape: [], data: Uint8Array.of(1) } }, {}, /taken/],
    [{ '\ud800': { dtype: 'U8', shape: [], data: Uint8Array.of(1) } }, {}, /half of a surrogate pair/],
    [{}, { seed: 3 }, /metadata 'seed' is number/],
  ])('is refused if it would be no such file: %o', ([tensors, metadata, message]) => {
    const write = () =>
      writeSafetensors(tensors as Record<string, SafetensorsTensor>, metadata as Record<string, string>);
    expect(write).toThrow(SafetensorsError);
    expect(write).toThrow(message);
  });
});
