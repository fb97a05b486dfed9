import { expect, test } from 'vitest';
import { codeChanges } from '../mutants/code-mutants.ts';
import { type Mutant, mutantsOf } from '../mutants/mutant.ts';
import { batchesOf } from './batches.ts';
import { switchedText } from './switched-sources.ts';
import { type Switch, switchesOf } from './switches.ts';

const file = 'kernel.ts';

function mutantsIn(text: string): readonly Mutant[] {
  return mutantsOf(file, text, codeChanges(file, text));
}

/** The text with the switch of the mutant that makes `replacement` of `original`. */
function switched(text: string, original: string, replacement: string): string | undefined {
  const found = mutantsIn(text).find((one) => one.original === original && one.replacement === replacement);
  const [each] = switchesOf(file, text, [found!]);
  if (each === undefined) return undefined;
  return text.slice(0, each.start) + each.write('on') + text.slice(each.end);
}

test.each([
  ['a + b', '+', '-', '(on ? (a - b) : (a + b))'],
  ['f(a * 2)', '2', '3', 'f(a * (on ? (3) : (2)))'],
  // What an instruction is given must be known to the compiler.
  ['v128.load(a, 16)', '16', '17', '(on ? (v128.load(a, 17)) : (v128.load(a, 16)))'],
  ['f32x4.add(a, b)', 'add', 'sub', '(on ? (f32x4.sub(a, b)) : (f32x4.add(a, b)))'],
  ['a < b ? 1 : 2', 'a < b', 'true', '(on ? (true) : (a < b)) ? 1 : 2'],
  ['f(\n  a + b)', '+', '-', 'f(\n  (on ? (a - b) : (a + b)))'],
])('%s is switched where it is', (code, original, replacement, expected) => {
  expect(switched(`function f(): i32 { return ${code}; }`, original, replacement)).toBe(
    `function f(): i32 { return ${expected}; }`,
  );
});

test.each([
  ['f(a);', 'f(a);', ';', '{ if (on) { ; } else { f(a); } }'],
  ['a += 1;', '+=', '-=', '{ if (on) { a -= 1; } else { a += 1; } }'],
])('the statement %s is switched as a whole', (code, original, replacement, expected) => {
  expect(switched(`function f(): void { ${code} }`, original, replacement)).toBe(`function f(): void { ${expected} }`);
});

test('constants of a module and cases have no switch', () => {
  expect(switched('const RUN: i32 = 32 * VECTOR;', '32', '33')).toBeUndefined();
  expect(switched('function f(k: i32): void { switch (k) { case 3: g(); } }', '3', '4')).toBeUndefined();
});

test('each mutant is in one batch, in none with one that it overlaps', () => {
  const text = 'function f(): i32 { return a * (b + c) - 1; }';
  const switches = switchesOf(file, text, mutantsIn(text)) as readonly Switch[];
  const batches = batchesOf(switches, 100);
  expect(batches.flat().toSorted((a, b) => switches.indexOf(a) - switches.indexOf(b))).toEqual(switches);
  for (const batch of batches) {
    const ordered = batch.toSorted((a, b) => a.start - b.start);
    ordered.slice(1).forEach((each, n) => {
      expect(each.start).toBeGreaterThanOrEqual(ordered[n]!.end);
    });
  }
  expect(batchesOf(switches, 1)).toHaveLength(switches.length);
});

test('loops take fuel, whatever their bodies are, also beside switches', () => {
  const text = 'function f(): void { for (;;) { g(); } while (a) g(); }';
  const [, second] = switchesOf(
    file,
    text,
    mutantsIn(text).filter(({ operator }) => operator === 'removal'),
  );
  expect(switchedText(file, text, new Map([[second!, 7]]))).toBe(
    "import { mutantIsOn, takeFuel } from './switches'; function f(): void { for (;;) { takeFuel(); g(); } " +
      'while (a) { takeFuel(); { if (mutantIsOn(7)) { ; } else { g(); } } } }',
  );
});
