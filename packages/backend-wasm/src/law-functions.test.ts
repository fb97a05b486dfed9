import { type KernelFunction, kernelFunctions, lagrangian, scalarFunction, unitModule } from '@hkmem/laws';
import { describe, expect, test } from 'vitest';
import { KernelInstance } from './launch/kernel-instance.ts';
import { compileVariant, hasRelaxedSimd } from './variant.ts';

const variants = (hasRelaxedSimd() ? [true, false] : [false]).flatMap((relaxed) =>
  [false, true].map((shared) => ({ relaxed, shared })),
);

/** Formulas of one elementary function each, with the range of its argument and the scale that errors are relative to. */
const formulas: Readonly<Record<KernelFunction, readonly [formula: string, limit: number]>> = {
  exp: ['exp(x)', 80],
  log: ['log(1e-6 + x^2)', 200],
  tanh: ['tanh(x)', 200],
  sigmoid: ['sigmoid(x)', 200],
  softplus: ['softplus(x)', 200],
  logcosh: ['logcosh(x)', 200],
};

/** Rows of a law's module over the kernels' memory. */
interface LawRows {
  lagrangian(x: number, out: number, bytes: number, parameters: number): void;
}

describe.each(variants)('relaxed $relaxed, shared $shared', ({ relaxed, shared }) => {
  test.each(kernelFunctions)('a module of a law runs on the kernels’ %s', async (name) => {
    const [formula, limit] = formulas[name];
    const law = lagrangian(formula, {}, { nonConvex: true, states: [-limit, limit] });
    const memory = new WebAssembly.Memory(shared ? { initial: 2, maximum: 65536, shared } : { initial: 2 });
    const kernels = await compileVariant(relaxed ? 'relaxed' : 'plain', shared);
    const functions = (await KernelInstance.create(kernels, memory)).exports;
    const module = new WebAssembly.Module(unitModule(law, { relaxed, shared }));
    const imports = { env: { memory }, kernels: functions as unknown as WebAssembly.ModuleImports };
    const rows = new WebAssembly.Instance(module, imports).exports as unknown as LawRows;
    const count = 4 * 500;
    const x = new Float32Array(memory.buffer, 1024, count);
    for (let k = 0; k < count; k++) x[k] = k === 0 ? 0 : limit * (k % 2 === 0 ? 1 : -1) * (k / count) ** 3;
    const out = 1024 + 4 * count;
    rows.lagrangian(1024, out, 4 * count, 0);
    const evaluate = scalarFunction(law.arena, [law.value]);
    new Float32Array(memory.buffer, out, count).forEach((got, k) => {
      const [expected] = evaluate({ x: x[k]! });
      // The kernels promise 1e-6; the argument of exp and log is rounded before, by up to 6e-8 of itself.
      const scale =
        name === 'exp' ? Math.max(1e-30, expected!) * Math.max(1, Math.abs(x[k]!)) : Math.max(1, Math.abs(expected!));
      expect(Math.abs(got - expected!) / scale, `${formula} at ${x[k]}: ${got} for ${expected}`).toBeLessThan(2e-6);
    });
  });
});
