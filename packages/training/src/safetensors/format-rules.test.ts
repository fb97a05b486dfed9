import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bitsOf, fixture, manifest } from '../../test/format-files.ts';
import { content } from '../../test/safetensors-files.ts';
import type { NpyArray } from '../formats/npy/dtypes.ts';
import { readSafetensors } from './read.ts';
import { writeSafetensors } from './write.ts';

type Header = Readonly<Record<string, { readonly data_offsets: readonly [number, number] }>>;

describe('files of the Python library', () => {
  test('every format of NumPy is read bit for bit, and written byte for byte', () => {
    const { tensors, metadata } = readSafetensors(fixture('numpy.safetensors'));
    expect(metadata).toEqual({ note: 'ß' });
    expect(bitsOf(tensors as Record<string, NpyArray>)).toEqual(manifest.safetensors['numpy.safetensors']);
    expect(Buffer.from(writeSafetensors(tensors, metadata)).equals(fixture('numpy.safetensors'))).toBe(true);
  });

  test('bfloat16 is kept as its bits', () => {
    const { tensors, metadata } = readSafetensors(fixture('bfloat16.safetensors'));
    // 1, -2.5 and 3e38, rounded: the upper halves of float32.
    expect(tensors['half']).toEqual({ dtype: 'BF16', shape: [3], data: Uint16Array.of(0x3f80, 0xc020, 0x7f62) });
    expect(tensors['empty']).toEqual({ dtype: 'F32', shape: [2, 0], data: new Float32Array(0) });
    expect(metadata).toEqual({});
    expect(Buffer.from(writeSafetensors(tensors)).equals(fixture('bfloat16.safetensors'))).toBe(true);
  });
});

test("the format's rules hold in every file, read without our reader", () => {
  fc.assert(
    fc.property(content, ({ tensors, metadata }) => {
      const bytes = writeSafetensors(tensors, metadata);
      const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
      const [header, data] = [bytes.subarray(8, 8 + length), bytes.subarray(8 + length)];
      // Starts with a brace, padded with spaces alone, so that the data starts at a multiple of 8.
      expect(header[0]).toBe('{'.charCodeAt(0));
      expect((8 + length) % 8).toBe(0);
      const text = new TextDecoder('utf-8', { fatal: true }).decode(header);
      expect(text).toMatch(/\} {0,7}$/);
      // Metadata first, if any is given, as an object of texts; then the tensors in the order of their data.
      expect(text.startsWith('{"__metadata__":{')).toBe(true);
      const { __metadata__: kept, ...entries } = JSON.parse(text) as Header;
      expect(kept).toEqual(metadata);
      // Offsets count from the end of the header, cover the data without gap or overlap, and are in order.
      const places = Object.values(entries).map((entry) => entry.data_offsets);
      places.sort(([a, aEnd], [b, bEnd]) => a - b || aEnd - bEnd);
      let position = 0;
      for (const [start, end] of places) {
        expect(start).toBe(position);
        position = end;
      }
      expect(position).toBe(data.length);
      for (const [name, tensor] of Object.entries(tensors)) {
        const [start, end] = entries[name]!.data_offsets;
        expect(Buffer.from(data.subarray(start, end)).equals(Buffer.from(tensor.data.buffer))).toBe(true);
      }
    }),
  );
});
