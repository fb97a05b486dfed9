import { describe, expect, test } from 'vitest';
import { checkBinary } from '../build/check-binary.ts';
import plain from '../generated/plain.js';
import plainShared from '../generated/plain-shared.js';
import relaxed from '../generated/relaxed.js';
import relaxedShared from '../generated/relaxed-shared.js';

const header = [0, 97, 115, 109, 1, 0, 0, 0];

/** An import section with one memory env.memory of at least `minimum` pages. */
function importsMemory(minimum: number): number[] {
  return [2, 15, 1, 3, ...ascii('env'), 6, ...ascii('memory'), 2, 0, minimum];
}

/** An import of a table env.`name` with the element and limits given. */
function importsTable(name: string, ...type: readonly number[]): number[] {
  const memory = [3, ...ascii('env'), 6, ...ascii('memory'), 2, 0, 1];
  const table = [3, ...ascii('env'), name.length, ...ascii(name), 1, ...type];
  return [2, 1 + memory.length + table.length, 2, ...memory, ...table];
}

function ascii(text: string): number[] {
  return [...text].map((character) => character.charCodeAt(0));
}

describe('the binaries leave the memory they import alone', () => {
  test.each([
    ['plain', plain, false],
    ['relaxed', relaxed, false],
    ['plain-shared', plainShared, true],
    ['relaxed-shared', relaxedShared, true],
  ] as const)('%s', (name, base64, shared) => {
    const binary = Buffer.from(base64, 'base64');
    expect(() => checkBinary(binary, name, shared)).not.toThrow();
    expect(() => checkBinary(binary, name, !shared)).toThrow(/shared/);
  });
});

test('a table of functions may be imported', () => {
  const binary = Uint8Array.of(...header, ...importsTable('table', 0x70, 0, 1));
  expect(WebAssembly.validate(binary)).toBe(true);
  expect(() => checkBinary(binary, 'good', false)).not.toThrow();
});

describe('the check finds', () => {
  test.each([
    ['data', [...importsMemory(1), 11, 7, 1, 0, 65, 0, 11, 1, 42]],
    ['global', [...importsMemory(1), 6, 6, 1, 127, 0, 65, 0, 11]],
    ['table', [...importsMemory(1), 4, 4, 1, 112, 0, 0]],
    ['pages', importsMemory(9)],
    ['imports env.grow', [1, 4, 1, 96, 0, 0, 2, 12, 1, 3, ...ascii('env'), 4, ...ascii('grow'), 0, 0]],
    ['0 memory imports', []],
    ['imports env.globals', importsTable('globals', 0x70, 0, 1)],
    ['imports env.table', importsTable('table', 0x6f, 0, 1)],
    ['a table of another size', importsTable('table', 0x70, 0, 2)],
    ['a table of another size', importsTable('table', 0x70, 1, 1, 1)],
    ['element', [...importsTable('table', 0x70, 0, 1), 9, 6, 1, 0, 65, 0, 11, 0]],
  ])('%s', (complaint, sections) => {
    const binary = Uint8Array.of(...header, ...sections);
    expect(WebAssembly.validate(binary)).toBe(true);
    expect(() => checkBinary(binary, 'bad', false)).toThrow(complaint);
  });
});
