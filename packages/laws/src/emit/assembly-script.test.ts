import { main } from 'assemblyscript/asc';
import { expect, test } from 'vitest';
import { kernelImports } from '../../test/kernel-functions.ts';
import type { Arena } from '../expression/arena.ts';
import type { Node } from '../expression/expression.ts';
import { couplingLaws, interactionLaws, lagrangianLaws } from '../law/built-in.ts';
import { lagrangian } from '../law/lagrangian-law.ts';
import { arrayFunction } from '../program/closure.ts';
import { assemblyScriptFunction } from './assembly-script.ts';
import { kernelFunctions } from './wasm/module.ts';

test('is what people would write', () => {
  const { arena, force } = interactionLaws.tanh;
  const inputs = { r: 'r', A: 'v128.load32_splat(record, 4)', B: 'v128.load32_splat(record, 8)' };
  const { text, imports } = assemblyScriptFunction(arena, 'force', 'record: usize, r: v128', force, inputs);
  expect(imports).toEqual(['madd', 'tanh']);
  expect(text).toBe(`// @ts-ignore: decorator
@inline
export function force(record: usize, r: v128): v128 {
  const v0 = v128.load32_splat(record, 4);
  const v1 = v128.load32_splat(record, 8);
  const v2 = r;
  const v3 = tanh(v2);
  const v4 = madd(v1, v3, v0);
  return v4;
}
`);
  expect(() => assemblyScriptFunction(arena, 'f', '', force, { r: 'r' })).toThrow(/input 'A' is missing/);
});

/** Variables and parameters lie one vector after another from `at`. */
const signature = 'at: usize';

test('compiles, and computes what the float64 programs do', async () => {
  const smooth = lagrangian(
    'where(x < 1, x^2 / 2, x - 1 / 2) + sin(x) + 4 * sqrt(1 + x^2) + erf(x)^2 * sign(x)',
    {},
    {
      nonConvex: true,
    },
  );
  const functions: { arena: Arena; node: Node }[] = [
    ...[...Object.values(lagrangianLaws), smooth].flatMap(({ arena, value, activity, slope }) =>
      [value, activity, slope].map((node) => ({ arena, node })),
    ),
    ...[...Object.values(interactionLaws), ...Object.values(couplingLaws)].flatMap(({ arena, ...law }) =>
      [law.value, law.force, law.pullI, law.adjoint.r, law.adjoint.gj].map((node) => ({ arena, node })),
    ),
  ];
  const names = [...new Set(functions.flatMap(({ arena, node }) => [...arrayFunction(arena, [node]).inputs]))];
  const read = Object.fromEntries(names.map((name, k) => [name, `v128.load(at, ${16 * k})`]));
  const made = functions.map(({ arena, node }, f) => assemblyScriptFunction(arena, `law${f}`, signature, node, read));
  const source = [
    ...kernelFunctions.map((name) => `@external("kernels", "${name}") declare function ${name}(x: v128): v128;`),
    '@inline function madd(a: v128, b: v128, c: v128): v128 { return f32x4.add(f32x4.mul(a, b), c); }',
    '@inline function nmadd(a: v128, b: v128, c: v128): v128 { return f32x4.sub(c, f32x4.mul(a, b)); }',
    ...made.map(({ text }) => text),
    'export function run(at: usize, out: usize): void {',
    ...made.map((_, f) => `  v128.store(out, law${f}(at), ${16 * f});`),
    '}',
  ].join('\n');
  let binary = new Uint8Array();
  const flags = ['--runtime', 'stub', '--importMemory', '--enable', 'simd', '--noAssert', '--disableWarning', '112'];
  const { error, stderr } = await main(['source.ts', '--outFile', 'out.wasm', ...flags], {
    readFile: (name) => (name === 'source.ts' ? source : null),
    writeFile: (_, contents) => {
      binary = contents as Uint8Array<ArrayBuffer>;
    },
    listFiles: () => [],
  });
  expect(error, stderr.toString()).toBeNull();
  const memory = new WebAssembly.Memory({ initial: 2 });
  const { instance } = await WebAssembly.instantiate(binary, { env: { memory }, kernels: await kernelImports() });
  const [at, out] = [1024, 1024 + 16 * names.length];
  const values = new Float32Array(memory.buffer, at, 4 * names.length);
  values.forEach((_, k) => {
    values[k] = Math.sin(2.3 * k + 0.4);
  });
  (instance.exports['run'] as (at: number, out: number) => void)(at, out);
  functions.forEach(({ arena, node }, f) => {
    const inputs = Object.fromEntries(
      names.map((name, k) => [name, Float64Array.from(values.subarray(4 * k, 4 * k + 4))]),
    );
    const expected = new Float64Array(4);
    arrayFunction(arena, [node]).run(inputs, [expected], 4);
    const got = new Float32Array(memory.buffer, out + 16 * f, 4);
    // Some operations in float32 each.
    expected.forEach((value, k) => void expect(Math.abs(got[k]! - value), `function ${f}`).toBeLessThan(3e-6));
  });
});
