import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { gzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { idxFile } from '../test/idx-files.ts';
import { DatasetError, GzipFormatError, IdxFormatError } from './errors.ts';
import { parseIdx } from './idx.ts';

const six = Uint8Array.of(1, 2, 3, 4, 5, 6);

/** A shape of one to three axes, some of size 0, with entries to fill it. */
const tensors = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 3 }).chain((shape) => {
  const length = shape.reduce((product, size) => product * size, 1);
  return fc.record({
    shape: fc.constant(shape),
    data: fc.uint8Array({ minLength: length, maxLength: length }),
  });
});

function withTrailer(file: Uint8Array, offset: number, value: number): Uint8Array {
  const changed = file.slice();
  new DataView(changed.buffer).setUint32(changed.length - 8 + offset, value, true);
  return changed;
}

describe('a sound file', () => {
  test('is read as its header says, plain without a copy and from gzip', () => {
    fc.assert(
      fc.property(tensors, ({ shape, data }) => {
        const file = idxFile(shape, data);
        const plain = parseIdx(file);
        expect(plain).toEqual({ shape, data });
        expect(plain.data.buffer).toBe(file.buffer);
        expect(parseIdx(gzipSync(file))).toEqual({ shape, data });
      }),
    );
  });

  test('is read from gzip with a file name, a comment, an extra field and a header checksum', () => {
    const file = gzipSync(idxFile([6], six));
    const fields = [3, 0, 7, 7, 7, 0x61, 0, 0x62, 0x63, 0, 0xaa, 0xbb];
    const withFields = Uint8Array.of(...file.subarray(0, 10), ...fields, ...file.subarray(10));
    withFields[3] = 2 | 4 | 8 | 16;
    expect(parseIdx(withFields).data).toEqual(six);
  });

  test('is read from gzip in many pieces', () => {
    // Hard to compress, and longer than the pieces that are inflated at a time.
    const data = Uint8Array.from({ length: 200_000 }, (_, index) => (index * index * 31) >> 5);
    expect(parseIdx(gzipSync(idxFile([400, 500], data))).data).toEqual(data);
  });

  test('is read from a view into a larger buffer', () => {
    const file = gzipSync(idxFile([2, 3], six));
    const buffer = new Uint8Array(file.length + 9);
    buffer.set(file, 5);
    expect(parseIdx(buffer.subarray(5, 5 + file.length))).toEqual({ shape: [2, 3], data: six });
  });
});

describe('a bad plain file is one IdxFormatError', () => {
  test.each<[string, Uint8Array, RegExp]>([
    ['empty', new Uint8Array(0), /its 0 bytes end within the header/],
    ['cut in its header', idxFile([2, 3], six).subarray(0, 9), /its 9 bytes end within the header/],
    ['cut in its data', idxFile([2, 3], six).subarray(0, 17), /shape \[2, 3\] needs 18 bytes, there are 17/],
    ['longer than its shape', idxFile([2, 2], six), /2 bytes after the end of IDX data of shape \[2, 2\]/],
    ['a web page', new TextEncoder().encode('<!DOCTYPE html>'), /starts with 3c 21 44 4f.*looks like a web page/],
    ['of unknown type', Uint8Array.of(0, 0, 0x0a, 1, 0, 0, 0, 0), /starts with 00 00 0a 01/],
    ['of float32', Uint8Array.of(0, 0, 0x0d, 1, 0, 0, 0, 0), /type float32, only uint8/],
    ['of rank 0', Uint8Array.of(0, 0, 8, 0, 1), /rank 0/],
  ])('%s', (_, file, message) => {
    expect(() => parseIdx(file, 'some/file')).toThrow(IdxFormatError);
    expect(() => parseIdx(file, 'some/file')).toThrow(message);
    expect(() => parseIdx(file, 'some/file')).toThrow(/^some\/file: /);
  });

  test('sizes whose product is past any number', () => {
    const file = Uint8Array.of(0, 0, 8, 255, ...new Uint8Array(4 * 255).fill(255));
    expect(() => parseIdx(file)).toThrow(/needs Infinity bytes/);
  });
});

describe('a bad gzip file is one GzipFormatError', () => {
  const file = gzipSync(idxFile([60], new Uint8Array(60).fill(9)));

  test('whose trailer gives another size', () => {
    expect(() => parseIdx(withTrailer(file, 4, 67))).toThrow(GzipFormatError);
    expect(() => parseIdx(withTrailer(file, 4, 67))).toThrow(/header says 68 bytes, gzip's trailer 67/);
  });

  test('whose trailer gives another CRC-32', () => {
    expect(() => parseIdx(withTrailer(file, 0, 1))).toThrow(/CRC-32 is .*gzip's trailer says 0x1/);
  });

  test('whose content is longer than header and trailer say', () => {
    const longer = gzipSync(Uint8Array.of(...idxFile([3], six.subarray(0, 3)), 4));
    expect(() => parseIdx(withTrailer(longer, 4, 11))).toThrow(/more than the 11 bytes/);
  });

  test('whose content is shorter than header and trailer say', () => {
    const shorter = gzipSync(idxFile([3], six.subarray(0, 2)));
    expect(() => parseIdx(withTrailer(shorter, 4, 11))).toThrow(/10 bytes come out, gzip's trailer says 11/);
  });

  test('that claims 4 GB in a few bytes, before anything of that size is allocated', () => {
    const bomb = gzipSync(idxFile([0xffff_ff00], six));
    const claimed = 0xffff_ff00 + 8;
    const before = process.memoryUsage().arrayBuffers;
    expect(() => parseIdx(withTrailer(bomb, 4, claimed))).toThrow(GzipFormatError);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 24);
  });

  test('cut at any place', () => {
    for (let length = 2; length < file.length; length++) {
      expect(() => parseIdx(file.subarray(0, length)), `first ${length} bytes`).toThrow(GzipFormatError);
    }
  });

  test('of two members, of another method, with reserved flags', () => {
    expect(() => parseIdx(Uint8Array.of(...gzipSync(file.subarray(0, 8)), ...file))).toThrow(DatasetError);
    const method = file.slice();
    method[2] = 7;
    expect(() => parseIdx(method)).toThrow(/compression method 7/);
    const flags = file.slice();
    flags[3] = 0x80;
    expect(() => parseIdx(flags)).toThrow(/flags 0x80 are reserved/);
  });

  test('whose content is no IDX file is an IdxFormatError', () => {
    expect(() => parseIdx(gzipSync(new TextEncoder().encode('text')))).toThrow(IdxFormatError);
    expect(() => parseIdx(gzipSync(Uint8Array.of(0, 0, 8)))).toThrow(/its 3 bytes end within the header/);
  });
});

describe('gzip of several members', () => {
  const file = idxFile([2, 3], six);
  const members = (...parts: readonly Uint8Array[]): Uint8Array => {
    return Uint8Array.from(Buffer.concat(parts.map((part) => gzipSync(part))));
  };
  const followed = (gzip: Uint8Array, ...more: readonly (Uint8Array | readonly number[])[]): Uint8Array => {
    return Uint8Array.from(Buffer.concat([gzip, ...more.map((part) => Uint8Array.from(part))]));
  };
  const empty = new Uint8Array(0);
  const zeros = new Uint8Array(1000);
  const expected = { shape: [2, 3], data: six };

  test.for<readonly [string, Uint8Array]>([
    ['two members', members(file.subarray(0, 15), file.subarray(15))],
    ['a member within the header of the content', members(file.subarray(0, 3), file.subarray(3))],
    ['a member a byte', members(...Array.from(file, (byte) => Uint8Array.of(byte)))],
    ['an empty member first, between and last', members(empty, file.subarray(0, 5), empty, file.subarray(5), empty)],
    ['zeros after it', followed(gzipSync(file), zeros)],
    ['one zero after it', followed(gzipSync(file), [0])],
    ['zeros after an empty member', followed(members(file, empty), zeros)],
    ['2,000 empty members', members(file, ...Array.from({ length: 2000 }, () => empty))],
  ])('%s: read as gunzip does', ([, gzip]) => {
    expect(parseIdx(gzip)).toEqual(expected);
    expect(Uint8Array.from(gunzipSync(gzip))).toEqual(file);
  });

  test('files of the field: two members, and zeros after the last', () => {
    for (const name of ['two-members', 'trailing-zeros']) {
      const bytes = readFileSync(new URL(`../test/fixtures/${name}.idx.gz`, import.meta.url));
      const { shape, data } = parseIdx(bytes, name);
      expect(shape).toEqual([300, 12, 10]);
      // Of what gunzip makes of either, header and all.
      const whole = createHash('sha256').update(idxFile(shape, data)).digest('hex');
      expect(whole).toBe('b002860359f775672b3db34c9c1284addb4604fcb3e797ddb5ed0f9a1125e1af');
    }
  });

  test('whose parts are larger than the pieces that are inflated at a time', () => {
    const data = Uint8Array.from({ length: 200_000 }, (_, index) => (index * index * 31) >> 5);
    const whole = idxFile([400, 500], data);
    for (const cut of [16_370, 70_000, 150_000]) {
      expect(parseIdx(followed(members(whole.subarray(0, cut), whole.subarray(cut)), zeros)).data).toEqual(data);
    }
  });

  test.for<readonly [string, Uint8Array, RegExp]>([
    ['other bytes after it', followed(gzipSync(file), [1, 2, 3, 4, 5]), /neither another member nor zeros/],
    ['one other byte after it', followed(gzipSync(file), [7]), /neither another member nor zeros/],
    ['zeros and then other bytes', followed(gzipSync(file), zeros, [1, 2, 3, 4]), /neither another member nor zeros/],
    ['zeros and then a member', followed(gzipSync(file), zeros, gzipSync(file)), /neither another member nor zeros/],
    ['a second member that is cut', members(file, empty).subarray(0, -9), /cut short|trailer|neither/],
    ['a second member whose header is cut', followed(gzipSync(file), [0x1f, 0x8b, 8, 0]), /cut short|neither/],
    ['a second member too many', members(file, file), /more than the 18 bytes/],
    ['too few bytes in all', members(file.subarray(0, 10), file.subarray(10, 17)), /truncated IDX file/],
    ['a reserved flag in the second header', reserved(members(file, empty), 20), /reserved/],
  ])('%s: refused by name', ([, gzip, message]) => {
    expect(() => parseIdx(gzip, 'images.gz')).toThrow(DatasetError);
    expect(() => parseIdx(gzip, 'images.gz')).toThrow(message);
  });

  test('a wrong checksum or size of any member is found', () => {
    for (const [at, named] of [
      [8, /CRC-32 is|bytes come out|neither/],
      [4, /bytes come out|neither/],
    ] as const) {
      const first = gzipSync(file.subarray(0, 15));
      const changed = followed(first, gzipSync(file.subarray(15)));
      changed[first.length - at]! ^= 1;
      expect(() => parseIdx(changed)).toThrow(GzipFormatError);
      expect(() => parseIdx(changed)).toThrow(named);
    }
  });
});

/** A gzip file with a reserved flag in the header of its last member, which has so many bytes. */
function reserved(gzip: Uint8Array, bytes: number): Uint8Array {
  gzip[gzip.length - bytes + 3]! |= 0x80;
  return gzip;
}

describe('a file that was spoiled', () => {
  const spoilt = tensors.chain(({ shape, data }) =>
    fc.record({
      shape: fc.constant(shape),
      data: fc.constant(data),
      gzip: fc.boolean(),
      keep: fc.double({ min: 0, max: 1, noNaN: true }),
      changes: fc.array(
        fc.tuple(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), fc.integer({ min: 1, max: 255 })),
        { maxLength: 3 },
      ),
      appended: fc.uint8Array({ maxLength: 3 }),
    }),
  );

  test('gives a named error, or a tensor that is whole; and from gzip, which has a checksum, the right one', () => {
    fc.assert(
      fc.property(spoilt, ({ shape, data, gzip, keep, changes, appended }) => {
        const sound = gzip ? gzipSync(idxFile(shape, data)) : idxFile(shape, data);
        const length = keep > 0.5 ? sound.length : Math.round(2 * keep * sound.length);
        const file = Uint8Array.of(...sound.subarray(0, length), ...appended);
        for (const [place, difference] of changes) {
          if (file.length > 0) file[Math.floor(place * file.length)]! ^= difference;
        }
        let tensor: ReturnType<typeof parseIdx>;
        try {
          tensor = parseIdx(file, 'spoilt file');
        } catch (error) {
          expect(error).toBeInstanceOf(DatasetError);
          expect(String(error)).toMatch(/spoilt file: /);
          return;
        }
        expect(tensor.data.length).toBe(tensor.shape.reduce((product, size) => product * size, 1));
        if (gzip && file[0] === 0x1f) expect(tensor).toEqual({ shape, data });
      }),
      { numRuns: 2000 },
    );
  });

  test('of any bytes gives a named error or a whole tensor', () => {
    const anyBytes = fc.oneof(
      fc.uint8Array({ maxLength: 64 }),
      fc.uint8Array({ maxLength: 64 }).map((rest) => Uint8Array.of(0, 0, 8, ...rest)),
      fc.uint8Array({ maxLength: 64 }).map((rest) => Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, ...rest)),
    );
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        try {
          const { shape, data } = parseIdx(bytes);
          expect(data.length).toBe(shape.includes(0) ? 0 : shape.reduce((product, size) => product * size, 1));
        } catch (error) {
          expect(error).toBeInstanceOf(DatasetError);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
