import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyArray, arrayOf, bitsOf, fixture, manifest } from '../../../test/format-files.ts';
import { NpyError } from '../errors.ts';
import type { NpyArray } from './dtypes.ts';
import { readNpy } from './read.ts';
import { writeNpy } from './write.ts';

describe('files of NumPy', () => {
  test.for(Object.entries(manifest.npy))('%s: read', ([name, { dtype, shape, hex }]) => {
    expect(bitsOf({ a: readNpy(fixture(name)) })).toEqual({ a: { dtype, shape, hex } });
  });

  test.for(Object.entries(manifest.npy))('%s: written byte for byte', ([name, described]) => {
    const { version, bigEndian, fortranOrder } = described;
    const bytes = writeNpy(arrayOf(described), { version, bigEndian, fortranOrder });
    expect(Buffer.from(bytes).toString('latin1')).toBe(Buffer.from(fixture(name)).toString('latin1'));
  });
});

test('every array is read back bit for bit from every layout', () => {
  const layout = fc.record({
    version: fc.constantFrom(1, 2, 3),
    bigEndian: fc.boolean(),
    fortranOrder: fc.boolean(),
  });
  fc.assert(
    fc.property(anyArray, layout, fc.nat({ max: 7 }), (array, as, shift) => {
      const bytes = writeNpy(array, as);
      expect(bytes.length - array.data.byteLength).toSatisfy((start: number) => start % 64 === 0);
      // At an address that suits no format.
      const moved = new Uint8Array(bytes.length + shift).subarray(shift);
      moved.set(bytes);
      expect(bitsOf({ array: readNpy(moved) })).toEqual(bitsOf({ array }));
    }),
  );
});

test('a matrix in Fortran order is the one that NumPy shows', () => {
  const header = "{'descr': '<i2', 'fortran_order': True, 'shape': (2, 3), }\n";
  const bytes = Uint8Array.from([
    ...[0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length, 0],
    ...new TextEncoder().encode(header),
    ...[1, 0, 4, 0, 2, 0, 5, 0, 3, 0, 6, 0],
  ]);
  expect(readNpy(bytes)).toEqual({ dtype: 'I16', shape: [2, 3], data: Int16Array.of(1, 2, 3, 4, 5, 6) });
});

test('headers of Python 2 and of other writers are read', () => {
  const of = (header: string): Uint8Array =>
    Buffer.from(`\x93NUMPY\x01\0${String.fromCharCode(header.length)}\0${header}`, 'latin1');
  const none = { dtype: 'F32', shape: [0], data: new Float32Array(0) };
  expect(readNpy(of("{'descr': '<f4', 'fortran_order': False, 'shape': (0L,)}"))).toEqual(none);
  expect(readNpy(of('{"shape":(0,),"fortran_order":False,"descr":"<f4"}'))).toEqual(none);
});

test.for<readonly [unknown, RegExp]>([
  [{ dtype: 'BF16', shape: [1], data: Uint16Array.of(1) }, /no format BF16/],
  [{ dtype: 'F32', shape: [1], data: Float64Array.of(1) }, /must come as Float32Array/],
  [{ dtype: 'F32', shape: [2], data: Float32Array.of(1) }, /1 entries, its shape is \[2\]/],
  [{ dtype: 'F32', shape: [-1, -1], data: Float32Array.of(1) }, /its shape is \[-1, -1\]/],
  [{ dtype: 'toString', shape: [1], data: Float32Array.of(1) }, /no format toString/],
])('an array that cannot be one is refused: %o', ([array, message]) => {
  expect(() => writeNpy(array as NpyArray)).toThrow(NpyError);
  expect(() => writeNpy(array as NpyArray)).toThrow(message);
});
