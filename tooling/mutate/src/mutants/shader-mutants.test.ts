import { expect, test } from 'vitest';
import { applied, mutantsOf } from './mutant.ts';
import { shaderChanges } from './shader-mutants.ts';

/** What faults make of WGSL in a template; `@` stands for a hole in it. */
function faultsOf(wgsl: string): readonly string[] {
  const hole = `$${'{b}'}`;
  const text = `const code = \`${wgsl.replace('@', hole)}\`;`;
  return mutantsOf('x.ts', text, shaderChanges('x.ts', text)).map((mutant) =>
    applied(text, mutant).slice(14, -2).replace(hole, '@'),
  );
}

test.each([
  ['let x = a + b;', ['let x = a - b;']],
  ['let x = a * @ / c;', ['let x = a / @ / c;', 'let x = a * @ * c;']],
  ['x += a;', ['x -= a;']],
  ['let x = 7u;', ['let x = 8u;', 'let x = 0u;']],
  ['let x = 0.5;', ['let x = 1.5;', 'let x = 0.0;']],
  ['let x = max(a, b);', ['let x = min(a, b);']],
  ['let x: vec4<f32> = t4;', []],
  ['if (f(a) < b) { c(); }', ['if (true) { c(); }', 'if (false) { c(); }', 'if (f(a) <= b) { c(); }']],
  ['if (a == @) { c(); }', ['if (a != @) { c(); }']],
])('%s', (wgsl, faults) => {
  expect(faultsOf(wgsl)).toEqual(faults);
});

test('texts count as well, imports do not', () => {
  const text = "import { a } from './a-1.ts';\nconst sum = parts.join(' + ');\n";
  expect(mutantsOf('x.ts', text, shaderChanges('x.ts', text)).map(({ id }) => id)).toEqual(['x.ts:2:26 operator -']);
});
