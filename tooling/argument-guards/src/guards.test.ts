import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from 'rolldown/utils';
import { expect, test } from 'vitest';
import { argumentGuards } from './index.ts';
import { publicSignatures } from './signatures.ts';
import { guardsOf } from './tables.ts';
import { writeGuards } from './write-guards.ts';

const folder = fileURLToPath(new URL('../test/package', import.meta.url));
const file = `${folder}/src/functions.ts`;

test('tables follow types', () => {
  const signatures = [...publicSignatures(folder).values()].flat();
  expect(Object.fromEntries(signatures.map(({ name, parameters }) => [name, parameters]))).toEqual({
    area: { shape: { kind: "'square'|'disc'", size: 'number', 'name?': 'string' }, 'onDone?': 'function' },
    box: { options: ['=', { width: 'number', 'depth?': 'number', 'colour?': "'red'|'blue'" }] },
    Counter: { from: 'number' },
    'Counter.of': { options: ['=', { width: 'number', 'depth?': 'number' }] },
    joined: { words: ['[]', 'string'] },
    scaled: { values: 'list', 'by?': 'number' },
    sumOf: { a: 'number', 'b?': 'number' },
    weigh: { held: { grams: 'number' } },
  });
});

/** The example's functions with their guards, which note what they are called with and refuse nothing. */
function guarded(): {
  readonly calls: unknown[][];
  readonly functions: Readonly<Record<string, (...given: unknown[]) => unknown>>;
} {
  const { byFile } = guardsOf(folder);
  const { code } = writeGuards(readFileSync(file, 'utf8'), byFile.get(file)!, 'tables');
  const names = ['box', 'area', 'scaled', 'sumOf', 'joined', 'Counter'];
  const program = transformSync(file, code).code.replaceAll(/^import .*$|^export \{[^}]*\};$|^export /gm, '');
  const calls: unknown[][] = [];
  const tables = Object.fromEntries(byFile.get(file)!.map(({ table }) => [`$${table}`, table]));
  const make = new Function('$accept', ...Object.keys(tables), `${program}; return { ${names.join(', ')} };`);
  const functions = make(
    (name: string, _: string, given: unknown[]) => calls.push([name, ...given]),
    ...Object.values(tables),
  );
  return { calls, functions };
}

test('a guard sees what was given, and the function does what it did', () => {
  const { calls, functions } = guarded();
  const { box, area, scaled, sumOf, joined } = functions;
  expect(box!({ width: 3 })).toBe(9);
  expect(box!({ width: 3, depth: 2 })).toBe(6);
  expect(area!({ kind: 'disc', size: 2 })).toBe(4);
  expect(scaled!([1, 2])).toEqual([2, 4]);
  expect(scaled!([1, 2], 3)).toEqual([3, 6]);
  expect(joined!('a', 'b')).toBe('a b');
  expect(calls).toEqual([
    ['box', { width: 3 }],
    ['box', { width: 3, depth: 2 }],
    ['area', { kind: 'disc', size: 2 }, undefined],
    ['scaled', [1, 2], undefined],
    ['scaled', [1, 2], 3],
    ['joined', ['a', 'b']],
  ]);
  calls.length = 0;
  expect([sumOf!(1), sumOf!(1, 2)]).toEqual([2, 3]);
  expect(calls, 'numbers that are numbers are seen in place').toEqual([]);
  sumOf!('1');
  expect(calls).toEqual([['sumOf', '1', 1]]);
});

test('arguments are seen before they are taken apart or anything follows from them', () => {
  const { calls, functions } = guarded();
  for (const name of ['box', 'area', 'scaled']) expect(() => functions[name]!(), name).toThrow(TypeError);
  expect(calls.map(([name]) => name)).toEqual(['box', 'area', 'scaled']);
});

test.for(['packages/one', '.stryker-tmp/tests-1', 'other/one'])('guards are written in %s', (where) => {
  const root = mkdtempSync(join(tmpdir(), 'guards-'));
  try {
    cpSync(folder, join(root, where), { recursive: true });
    const id = join(root, where, 'src/functions.ts');
    const written = argumentGuards().transform(readFileSync(id, 'utf8'), id)?.code;
    // Elsewhere is code of somebody else.
    if (where.startsWith('other')) expect(written).toBeUndefined();
    else expect(written).toContain('$accept("box", ');
  } finally {
    rmSync(root, { recursive: true });
  }
});
