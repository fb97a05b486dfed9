import fc from 'fast-check';
import { describe, test } from 'vitest';
import { benchOf, float64, near, noise, runs, single, variants } from '../../../test/row-checks.ts';
import { lagrangianLaws } from '../../law/built-in.ts';
import type { LagrangianLaw } from '../../law/lagrangian-parts.ts';
import type { Input } from '../../program/closure.ts';
import { lagrangians } from '../../random/random-law.ts';
import { unitModule } from './unit-module.ts';

const neurons = 9;

function checkUnits(law: LagrangianLaw, options: { relaxed: boolean; shared: boolean }): void {
  const bench = benchOf(unitModule(law, options), options.shared);
  const count = 4 * neurons;
  const x = single(count, (k) => 3 * noise(k));
  const theta = law.parameters.map(({ per }, p) =>
    single(per === 'neuron' ? neurons : 1, (k) => 0.7 + 0.2 * noise(5 * p + k)),
  );
  const inputs: Record<string, Input> = { x: Float64Array.from(x) };
  law.parameters.forEach(({ name }, p) => {
    const values = theta[p]!;
    inputs[name] = Float64Array.from({ length: count }, (_, k) => values[values.length === 1 ? 0 : k >> 2]!);
  });
  const table = bench.words(theta.map((values) => bench.put(values)));
  const nodes = [law.value, law.activity, law.slope, ...law.parameterSlopes];
  const [value, activity, slope, ...slopes] = float64(law.arena, nodes, inputs, count);
  const out = bench.put(new Float32Array(count));
  const xPointer = bench.put(x);
  const bytes = 4 * count;
  bench.rows['lagrangian']!(xPointer, out, bytes, table);
  near(bench.floats(out, count), value!, 'L');
  bench.rows['activity']!(xPointer, out, bytes, 4, table);
  near(bench.floats(out, count), activity!, 'g');
  bench.rows['activity']!(xPointer, out, bytes, 3, table);
  near(
    bench.floats(out, count),
    activity!.map((v, k) => (k % 4 < 3 ? v : 0)),
    'g of three samples',
  );
  const dg = single(count, (k) => noise(k + 50));
  const u = single(count, (k) => noise(k + 90));
  const rows = law.parameters.map(() => bench.put(new Float32Array(count)));
  const pointers = [bench.put(dg), bench.put(u)] as const;
  for (const gradients of [bench.words(rows), 0]) {
    bench.rows['activityVjp']!(xPointer, ...pointers, out, bytes, table, gradients);
    near(
      bench.floats(out, count),
      slope!.map((v, k) => v * dg[k]! - u[k]!),
      'vjp',
    );
  }
  rows.forEach((row, p) => {
    near(
      bench.floats(row, count),
      slopes[p]!.map((v, k) => v * dg[k]!),
      `gradient of ${law.parameters[p]!.name}`,
    );
  });
}

describe.each(variants)('relaxed $relaxed, shared $shared', (options) => {
  test.each(Object.entries(lagrangianLaws))('Lagrangian %s', (_, law) => checkUnits(law, options));

  test('random Lagrangians', () => {
    fc.assert(
      fc.property(lagrangians, (law) => checkUnits(law, options)),
      runs,
    );
  });
});
