import { describeOn } from '@hkmem/vitest-preset/device';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { openDevice, runShader } from '../../test/gpu.ts';
import { Arena } from '../expression/arena.ts';
import type { Node } from '../expression/expression.ts';
import { parse } from '../expression/parse.ts';
import { couplingLaws, interactionLaws, lagrangianLaws, lossLaws } from '../law/built-in.ts';
import { arrayFunction } from '../program/closure.ts';
import { lagrangians, pairLaws } from '../random/random-law.ts';
import { wgslFunction, wgslHelpers, wgslNumber } from './wgsl.ts';

describe('text', () => {
  test('of a law', () => {
    const law = interactionLaws.tanh;
    const inputs = { r: 'r', A: 'parameters[given.A + e]', B: 'parameters[given.B + e]' };
    const { text, helpers } = wgslFunction(law.arena, 'forceOf', 'e: u32, r: f32', [law.force], inputs);
    expect(helpers).toEqual(['hyperbolicTangent']);
    expect(text).toBe(`fn forceOf(e: u32, r: f32) -> f32 {
  let v0: f32 = parameters[given.A + e];
  let v1: f32 = parameters[given.B + e];
  let v2: f32 = r;
  let v3: f32 = hyperbolicTangent(v2);
  let v4: f32 = v1 * v3;
  let v5: f32 = v0 + v4;
  return v5;
}
`);
  });

  test('names the float32 nearest to a number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -3e38, max: 3e38 }), (value) => {
        const text = /^f32\((.*)\)$/.exec(wgslNumber(value))![1]!;
        expect(text).toMatch(/[.e]/);
        expect(Math.fround(Number(text)) === Math.fround(value)).toBe(true);
      }),
    );
    expect(wgslNumber(0.1)).toBe('f32(0.1)');
    expect(wgslNumber(1)).toBe('f32(1.0)');
  });

  test('what is missing is said by name', () => {
    const { arena, value } = interactionLaws.linear;
    expect(() => wgslFunction(arena, 'f', 'r: f32', [value], { r: 'r' })).toThrow(/input 'A' is missing/);
    const five = Array.from({ length: 5 }, () => value);
    expect(() => wgslFunction(arena, 'f', 'r: f32', five, { r: 'r' })).toThrow(/got 5 outputs/);
  });
});

const device = await openDevice();
const points = 64;

/** Functions in one shader, each at the same points: what the device gives, against float64. */
async function compare(functions: readonly { arena: Arena; node: Node; limit: number }[]): Promise<void> {
  if (typeof device === 'string') throw new Error(device);
  const names = [...new Set(functions.flatMap(({ arena, node }) => [...arrayFunction(arena, [node]).inputs]))];
  const inputs = new Float32Array(names.length * points);
  const limit = functions[0]!.limit;
  names.forEach((name, n) => {
    for (let k = 0; k < points; k++) {
      const spread = name === 'x' || name === 'out' ? limit : 1;
      inputs[n * points + k] = k === 0 ? spread : k === 1 ? -spread : spread * Math.sin(7.3 * k + 2.1 * n);
    }
  });
  const read = Object.fromEntries(names.map((name, n) => [name, `inputs[${n * points}u + k]`]));
  const made = functions.map(({ arena, node }, f) => wgslFunction(arena, `law${f}`, 'k: u32', [node], read));
  const helpers = [...new Set(made.flatMap((each) => each.helpers))].map((name) => wgslHelpers[name]);
  const code = `@group(0) @binding(0) var<storage, read> inputs: array<f32>;
@group(0) @binding(1) var<storage, read_write> outputs: array<f32>;
${[...helpers, ...made.map(({ text }) => text)].join('')}
@compute @workgroup_size(${points}) fn main(@builtin(global_invocation_id) id: vec3u) {
  let k = id.x;
${made.map((_, f) => `  outputs[${f * points}u + k] = law${f}(k);`).join('\n')}
${names.length > 0 ? '' : '  _ = inputs[0];'}
}`;
  const got = await runShader(device, code, inputs, functions.length * points, 1);
  functions.forEach(({ arena, node }, f) => {
    const expected = new Float64Array(points);
    const arrays = Object.fromEntries(
      names.map((name, n) => [name, Float64Array.from(inputs.subarray(n * points, (n + 1) * points))]),
    );
    arrayFunction(arena, [node]).run(arrays, [expected], points);
    const scale = expected.reduce((a, b) => Math.max(a, Math.abs(b)), 1);
    for (let k = 0; k < points; k++) {
      const value = got[f * points + k]!;
      // WGSL grants exp and log errors of some ulp; a few such follow one another.
      expect(Math.abs(value - expected[k]!) / scale, `function ${f} at ${k}: ${value} for ${expected[k]}`).toBeLessThan(
        1e-4,
      );
    }
  });
}

describeOn('webgpu', typeof device === 'string' ? device : undefined, () => {
  afterAll(() => {
    if (typeof device !== 'string') device.destroy();
  });

  test('the built-in laws, states to 200', async () => {
    const lagrangian = Object.values(lagrangianLaws).flatMap(({ arena, value, activity, slope }) =>
      [value, activity, slope].map((node) => ({ arena, node, limit: 200 })),
    );
    const losses = Object.values(lossLaws).flatMap(({ arena, value, slope }) =>
      [value, slope].map((node) => ({ arena, node, limit: 200 })),
    );
    const pairs = [...Object.values(interactionLaws), ...Object.values(couplingLaws)].flatMap(({ arena, ...law }) =>
      [law.value, law.force, law.pullI, law.adjoint.r, law.adjoint.gi, ...law.adjoint.parameters].map((node) => ({
        arena,
        node,
        limit: 200,
      })),
    );
    await compare([...lagrangian, ...losses, ...pairs]);
  });

  test('every function of a formula, to 20', async () => {
    const formulas = [
      'exp(-x^2)',
      'log(1 + x^2)',
      'sin(x)',
      'cos(3 * x)',
      'erf(x / 4)',
      'gelu(x)',
      'sqrt(1 + x^2)',
      'sign(x)',
    ];
    formulas.push(
      'step(x)',
      'abs(x)',
      'min(x, 1)',
      'max(x, 1)',
      'where(x < 1, x, 2)',
      'where(x >= 1, x, 2)',
      'relu(x)',
    );
    formulas.push(
      '(1 + x^2)^1.5',
      '(1 + x^2)^-0.3',
      'x^5 / 1e5',
      'tanh(x)',
      'sigmoid(x)',
      'softplus(x)',
      'logcosh(x)',
      '-x',
    );
    const arena = new Arena();
    const nodes = formulas.map((text) => arena.import(parse(text, { variables: ['x'], parameters: [] })));
    await compare(nodes.map((node) => ({ arena, node, limit: 20 })));
  });

  test('random laws', async () => {
    const pairs = fc
      .sample(pairLaws, { numRuns: 12, seed: 20261127 })
      .flatMap(({ arena, ...law }) =>
        [law.value, law.force, law.adjoint.r, law.adjoint.gj].map((node) => ({ arena, node, limit: 3 })),
      );
    const units = fc
      .sample(lagrangians, { numRuns: 12, seed: 20261127 })
      .flatMap(({ arena, ...law }) => [law.value, law.activity, law.slope].map((node) => ({ arena, node, limit: 3 })));
    await compare([...pairs, ...units]);
  });
});
