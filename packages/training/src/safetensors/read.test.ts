import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { content, fileOf } from '../../test/safetensors-files.ts';
import type { Dtype } from './dtypes.ts';
import { SafetensorsError } from './errors.ts';
import { readSafetensors } from './read.ts';
import { writeSafetensors } from './write.ts';

const entry = (dtype: string, shape: string, offsets: string): string =>
  `{"dtype":"${dtype}","shape":${shape},"data_offsets":${offsets}}`;

describe('a file that is none', () => {
  test.for<readonly [string, Uint8Array, RegExp]>([
    ['no bytes', new Uint8Array(0), /0 bytes, at least 8/],
    ['a header length beyond the file', fileOf('{}', 0, 3n), /3 bytes, after its length the file has 2/],
    ['the largest header length', fileOf('{}', 0, 2n ** 64n - 1n), /18446744073709551615 bytes/],
    ['no header', fileOf(''), /does not start with '{'/],
    ['a header that is a list', fileOf('[]'), /does not start with '{'/],
    ['a header that starts with a space', fileOf(' {}'), /does not start with '{'/],
    ['a byte order mark', fileOf('\ufeff{}'), /does not start with '{'/],
    ['a header that is cut', fileOf('{"a":'), /no JSON text/],
    [
      'a header that is not UTF-8',
      fileOf('{"a?":1}').map((byte) => (byte === 0x3f ? 0xff : byte)),
      /no JSON text in UTF-8/,
    ],
    ['metadata that is no object', fileOf('{"__metadata__":[]}'), /__metadata__ is no object of texts/],
    ['metadata that is no text', fileOf('{"__metadata__":{"a":1}}'), /__metadata__ is no object of texts/],
    ['a tensor that is no object', fileOf('{"a":null}'), /'a' is of format undefined/],
    ['an unknown format', fileOf(`{"a":${entry('F4', '[2]', '[0,1]')}}`, 1), /'a' is of format "F4"/],
    ['a format from the prototype', fileOf(`{"a":${entry('constructor', '[0]', '[0,0]')}}`), /format "constructor"/],
    ['a negative extent', fileOf(`{"a":${entry('U8', '[-1]', '[0,1]')}}`, 1), /no shape/],
    ['a fraction', fileOf(`{"a":${entry('U8', '[0.5,2]', '[0,1]')}}`, 1), /no shape/],
    ['no shape', fileOf('{"a":{"dtype":"U8","data_offsets":[0,1]}}', 1), /no shape/],
    ['negative offsets', fileOf(`{"a":${entry('U8', '[1]', '[-1,0]')}}`), /no data_offsets/],
    ['offsets that fall', fileOf(`{"a":${entry('U8', '[1]', '[1,0]')}}`, 1), /no data_offsets/],
    ['three offsets', fileOf(`{"a":${entry('U8', '[1]', '[0,1,2]')}}`, 2), /no data_offsets/],
    ['a shape of another size', fileOf(`{"a":${entry('F32', '[2]', '[0,4]')}}`, 4), /F32 \[2\] has 4 bytes, not 8/],
    [
      'a shape beyond all numbers',
      fileOf(`{"a":${entry('U8', '[9007199254740991,9007199254740991]', '[0,1]')}}`, 1),
      /not 8.1/,
    ],
    ['an offset beyond the file', fileOf(`{"a":${entry('U8', '[8]', '[0,8]')}}`, 7), /ends at byte 8 of 7/],
    ['bytes left over', fileOf(`{"a":${entry('U8', '[8]', '[0,8]')}}`, 9), /take 8 bytes, the file has 9/],
    ['data without tensors', fileOf('{}', 1), /take 0 bytes, the file has 1/],
    [
      'a gap',
      fileOf(`{"a":${entry('U8', '[1]', '[0,1]')},"b":${entry('U8', '[1]', '[2,3]')}}`, 3),
      /'b' starts at byte 2 and leaves a gap/,
    ],
    ['a gap at the start', fileOf(`{"a":${entry('U8', '[1]', '[1,2]')}}`, 2), /'a' starts at byte 1 and leaves a gap/],
    [
      'an overlap',
      fileOf(`{"a":${entry('U8', '[2]', '[0,2]')},"b":${entry('U8', '[2]', '[1,3]')}}`, 3),
      /'b' starts at byte 1 and overlaps/,
    ],
    [
      'one place twice',
      fileOf(`{"a":${entry('U8', '[1]', '[0,1]')},"b":${entry('U8', '[1]', '[0,1]')}}`, 1),
      /overlaps/,
    ],
    [
      'a name twice',
      fileOf(`{"a":${entry('U8', '[1]', '[0,1]')},"\\u0061":${entry('U8', '[1]', '[0,1]')}}`, 1),
      /has 'a' twice/,
    ],
    ['metadata twice', fileOf('{"__metadata__":{},"__metadata__":{}}'), /has '__metadata__' twice/],
    ['a key of metadata twice', fileOf('{"__metadata__":{"seed":"1","seed":"2"}}'), /has 'seed' twice/],
    ['a shape twice', fileOf('{"a":{"dtype":"U8","shape":[1],"shape":[1],"data_offsets":[0,1]}}', 1), /'shape' twice/],
  ])('%s', ([, bytes, message]) => {
    expect(() => readSafetensors(bytes)).toThrow(SafetensorsError);
    expect(() => readSafetensors(bytes)).toThrow(message);
  });

  test('names of an object are names like others', () => {
    const header = `{"__proto__":${entry('U8', '[1]', '[0,1]')},"constructor":${entry('U8', '[1]', '[1,2]')}}`;
    const { tensors } = readSafetensors(fileOf(header, 2));
    expect(Object.keys(tensors)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(tensors)).toBe(Object.prototype);
  });
});

describe('damage', () => {
  /** Reads, and accepts a result only if it covers the file's data exactly. */
  function readOrRefuse(bytes: Uint8Array): boolean {
    try {
      const { tensors } = readSafetensors(bytes);
      const total = Object.values(tensors).reduce((sum, { data }) => sum + data.byteLength, 0);
      const header = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
      expect(total).toBe(bytes.length - 8 - header);
      for (const { shape, data } of Object.values(tensors)) {
        expect(data.length).toBe(shape.reduce((product, extent) => product * extent, 1));
      }
      return true;
    } catch (error) {
      expect(error).toBeInstanceOf(SafetensorsError);
      return false;
    }
  }

  test('by cutting is always found', () => {
    fc.assert(
      fc.property(content, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (parts, share) => {
        const bytes = writeSafetensors(parts.tensors, parts.metadata);
        expect(readOrRefuse(bytes.subarray(0, Math.floor(share * bytes.length)))).toBe(false);
      }),
    );
  });

  test('of single bytes is refused or read as another whole file', () => {
    const flips = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(content, flips, (parts, changes) => {
        const bytes = writeSafetensors(parts.tensors, parts.metadata);
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        readOrRefuse(bytes);
      }),
      { numRuns: 500 },
    );
  });

  test('by invented headers is refused or read as a whole file', () => {
    const number = fc.oneof(fc.nat({ max: 9 }), fc.constantFrom(-1, 0.5, 2 ** 53, 1e308, null, '1'));
    const value = fc.oneof(
      fc.record({
        dtype: fc.oneof(fc.constantFrom<(Dtype | number | null)[]>('U8', 'F32', 'I64', 7, null), fc.string()),
        shape: fc.oneof(fc.array(number, { maxLength: 3 }), number),
        data_offsets: fc.oneof(fc.tuple(number, number), number),
      }),
      fc.jsonValue(),
    );
    const header = fc.dictionary(fc.oneof(fc.constant('__metadata__'), fc.string({ maxLength: 2 })), value, {
      maxKeys: 4,
    });
    fc.assert(
      fc.property(header, fc.nat({ max: 20 }), (tree, dataBytes) => {
        readOrRefuse(fileOf(JSON.stringify(tree), dataBytes));
      }),
      { numRuns: 500 },
    );
  });

  test('by bytes at random is refused', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => void readOrRefuse(bytes)));
  });
});
