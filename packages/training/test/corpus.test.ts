import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { watchAllocations } from './allocations.ts';

vi.resetModules();
const watch = watchAllocations();
const allocationsOf = watch.of;
const { HkmemError } = await import('@hkmem/backend');
const {
  EdgeTableError,
  EqxError,
  graphFromTensor,
  NpyError,
  NpzError,
  readEdgeTable,
  readEqxLeaves,
  readNpy,
  readNpz,
} = await import('../src/formats.ts');
const { decodeCheckpoint, readSafetensors, SafetensorsError } = await import('../src/index.ts');
const { fixture, manifest } = await import('./format-files.ts');

afterAll(() => {
  watch.stop();
  vi.resetModules();
});

interface Reader {
  readonly read: (bytes: Uint8Array) => unknown;
  readonly errors: readonly (new (...given: never[]) => Error)[];
  /** Files that are read without an error. */
  readonly good: readonly string[];
}

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const readers: Readonly<Record<string, Reader>> = {
  npy: { read: readNpy, errors: [NpyError], good: Object.keys(manifest.npy) },
  npz: { read: (bytes) => readNpz(bytes), errors: [NpzError, NpyError], good: Object.keys(manifest.npz) },
  eqx: { read: readEqxLeaves, errors: [EqxError], good: ['odds.eqx', 'hopfield.eqx', 'per-edge.eqx'] },
  csv: { read: (bytes) => readEdgeTable(text(bytes)), errors: [EdgeTableError], good: [] },
  safetensors: {
    read: readSafetensors,
    errors: [SafetensorsError],
    good: ['numpy.safetensors', 'bfloat16.safetensors'],
  },
};

const corpus = (name: string): Uint8Array => readFileSync(new URL(`./corpus/${name}`, import.meta.url));
const messages = JSON.parse(text(corpus('manifest.json'))) as Readonly<Record<string, string>>;

/**
 * The most that a reader may ask for at once: a copy of the file, four bytes for each of its bytes (a table of 256 words
 * and the buffers of a decoder besides), and what one stretch of 4,096 deflated bytes can hold, twice as decoders double
 * their buffers.
 */
const bound = (bytes: Uint8Array, deflated: boolean): number =>
  4 * bytes.length + 200_000 + (deflated ? 2 * 1032 * Math.min(bytes.length, 4096) : 0);

function attempt(kind: string, bytes: Uint8Array): unknown {
  const { read, errors } = readers[kind]!;
  const { largest, error } = allocationsOf(() => read(bytes));
  expect(largest).toBeLessThanOrEqual(bound(bytes, kind === 'npz'));
  if (error !== undefined && !errors.some((known) => error instanceof known)) throw error;
  return error;
}

describe('files that are cut, swapped, oversized or hostile', () => {
  test.for(Object.entries(messages))('%s', ([name, message]) => {
    const error = attempt(name.split('/')[0]!, corpus(name));
    expect(error).toBeInstanceOf(HkmemError);
    expect((error as Error).message).toContain(message);
    expect((error as Error).message.length).toBeLessThan(500);
  });

  test('the watch sees what a library asks for', () => {
    const { largest, error } = allocationsOf(() => readNpz(fixture('deflated.npz')));
    expect(error).toBeUndefined();
    expect(largest).toBeGreaterThan(32_000);
  });
});

describe.for(Object.entries(readers))('%s', ([kind, { good }]) => {
  const seeds = good.map(fixture);

  test('any bytes give an error of its own or are read', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => void attempt(kind, bytes)));
  });

  if (seeds.length > 0) {
    test('a file cut anywhere is refused', () => {
      for (const bytes of seeds) {
        for (let length = 0; length < bytes.length; length += 1 + Math.floor(bytes.length / 300)) {
          // Without its last leaves, an .eqx file is one of fewer leaves; without any bytes, one of none.
          const whole = kind === 'eqx' && isWhole(bytes.subarray(0, length));
          expect(attempt(kind, bytes.subarray(0, length)) === undefined, `${length} bytes`).toBe(whole);
        }
      }
    });

    test('a file with changed, doubled or swapped parts gives an error of its own or is read', () => {
      const change = fc.record({
        at: fc.nat(),
        value: fc.nat({ max: 255 }),
        from: fc.nat(),
        length: fc.nat({ max: 64 }),
      });
      fc.assert(
        fc.property(fc.constantFrom(...seeds), fc.array(change, { minLength: 1, maxLength: 3 }), (seed, changes) => {
          let bytes = Uint8Array.from(seed);
          for (const { at, value, from, length } of changes) {
            if (bytes.length === 0) continue;
            const [place, part] = [at % bytes.length, bytes.slice(from % bytes.length).subarray(0, length)];
            if (length === 0) bytes[place] = value;
            else if (value < 128) bytes.set(part.subarray(0, bytes.length - place), place);
            else bytes = Uint8Array.from([...bytes.subarray(0, place), ...part, ...bytes.subarray(place)]);
          }
          attempt(kind, bytes);
        }),
        { numRuns: 300 },
      );
    });
  }
});

test('edges from any text give an error that names a line, or a graph that is written again', () => {
  const cell = fc.oneof(
    fc.nat({ max: 9 }).map(String),
    fc.constantFrom('', '-1', '1.5', '1e3', 'i', '#', ' 2 ', 'é', '1e999'),
  );
  const line = fc.array(cell, { maxLength: 4 }).map((cells) => cells.join(','));
  fc.assert(
    fc.property(fc.array(line, { maxLength: 6 }), fc.constantFrom('\n', '\r\n', '\r'), (lines, end) => {
      const { error } = allocationsOf(() => readEdgeTable(lines.join(end)));
      if (error === undefined) return;
      expect(error).toBeInstanceOf(EdgeTableError);
      expect((error as InstanceType<typeof EdgeTableError>).line).toBeLessThanOrEqual(lines.length);
    }),
    { numRuns: 500 },
  );
});

test('a checkpoint, and a graph in it, of any tensors are an error of their own', () => {
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(manifest.safetensors['numpy.safetensors']!)), (name) => {
      const { tensors } = readSafetensors(fixture('numpy.safetensors'));
      const { error } = allocationsOf(() => graphFromTensor(name, tensors[name]!));
      if (error !== undefined) expect(error).toBeInstanceOf(HkmemError);
    }),
  );
  expect(() => decodeCheckpoint(fixture('numpy.safetensors'))).toThrow(HkmemError);
});

function isWhole(bytes: Uint8Array): boolean {
  try {
    readEqxLeaves(bytes);
    return true;
  } catch {
    return false;
  }
}
