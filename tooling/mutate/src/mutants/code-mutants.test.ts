import { expect, test } from 'vitest';
import { codeChanges, UnreadableCodeError } from './code-mutants.ts';
import { applied, mutantsOf } from './mutant.ts';

/** Every line that a fault makes of the only line of a text. */
function faultsOf(line: string, before = ''): readonly string[] {
  const text = `${before}${line}\n`;
  return mutantsOf('x.ts', text, codeChanges('x.ts', text)).map((mutant) =>
    applied(text, mutant).slice(before.length, -1),
  );
}

test.each([
  ['let x = a + b;', ['let x = a - b;']],
  ['let x = a % b;', ['let x = a * b;']],
  ['let x = a < b;', ['let x = a <= b;']],
  ['let x = a >= b;', ['let x = a > b;']],
  ['let x = a == b && c;', ['let x = a != b && c;', 'let x = a == b || c;']],
  ['let x = a << b;', ['let x = a >> b;']],
  ['x += a;', ['x -= a;']],
  ['x = a;', []],
  ['let x = -a;', ['let x = a;']],
  ['let x = 7;', ['let x = 8;', 'let x = 0;']],
  ['let x = 0;', ['let x = 1;']],
  ['let x = 0.5;', ['let x = 1.5;', 'let x = 0.0;']],
  ['let x = 1.0;', ['let x = 2.0;', 'let x = 0.0;']],
  ['if (a) b;', ['if (true) b;', 'if (false) b;']],
  ['let x = a ? b : c;', ['let x = true ? b : c;', 'let x = false ? b : c;']],
  ['if (ASC_FEATURE_RELAXED_SIMD) a;', []],
  ['let x = f32x4.add(a, b);', ['let x = f32x4.sub(a, b);']],
  ['let x = f32x4.pmax(a, b);', ['let x = f32x4.pmin(a, b);']],
  ['let x = v128.and(a, b);', ['let x = v128.or(a, b);']],
  ['let x = min(a, b);', ['let x = max(a, b);']],
  ['let x = madd(a, b, c);', ['let x = f32x4.sub(c, f32x4.mul(a, b));']],
  ['let x = nmadd(a, b, c);', ['let x = f32x4.add(f32x4.mul(a, b), c);']],
  ['store(a, b);', [';']],
  ['let x = atomic.add(a, b);', []],
])('%s', (line, faults) => {
  expect(faultsOf(line)).toEqual(faults);
});

test('a kind becomes another that the file knows, and only such a one', () => {
  expect(faultsOf('f(TANH);', "import { RELU, TANH } from './a';\n")).toContain('f(RELU);');
  expect(faultsOf('let x = TANH;')).toEqual([]);
});

test('exported constants, imports and types are left alone, decorators of AssemblyScript are read', () => {
  const text =
    "import { A } from './a-1';\nexport const TILE: i32 = 16;\ninterface T { x: 1 | 2 }\n@unmanaged\nclass B { x: i32; }\n@inline\nfunction f(): i32 {\n  return 3;\n}\n";
  const mutants = mutantsOf('x.ts', text, codeChanges('x.ts', text));
  expect(mutants.map(({ id }) => id)).toEqual(['x.ts:8:10 number 4', 'x.ts:8:10 number 0']);
});

test('what cannot be read is an error by name', () => {
  expect(() => codeChanges('x.ts', 'let = ;')).toThrow(UnreadableCodeError);
});
