import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Bench } from '../../../test/bench.ts';
import { kernelImports } from '../../../test/kernel-functions.ts';
import type { Arena } from '../../expression/arena.ts';
import type { Node } from '../../expression/expression.ts';
import { couplingLaws, interactionLaws, lagrangianLaws } from '../../law/built-in.ts';
import { joinPairs, type WeightedPair } from '../../law/joined-pairs.ts';
import type { LagrangianLaw } from '../../law/lagrangian-parts.ts';
import { pairLaw } from '../../law/pair-law.ts';
import { arrayFunction, type Input } from '../../program/closure.ts';
import { lagrangians, pairLaws } from '../../random/random-law.ts';
import { pairModule } from './pair-module.ts';
import { unitModule } from './unit-module.ts';

const kernels = await kernelImports();
const benchOf = (binary: Uint8Array<ArrayBuffer>, shared: boolean): Bench => new Bench(binary, shared, kernels);
const relaxedProbe = pairModule([{ law: interactionLaws.tanh, weight: 1 }], { relaxed: true, shared: false }).binary;
const variants = [
  { relaxed: false, shared: false },
  { relaxed: false, shared: true },
  ...(WebAssembly.validate(relaxedProbe)
    ? [
        { relaxed: true, shared: false },
        { relaxed: true, shared: true },
      ]
    : []),
];
const runs = { numRuns: 25, seed: 20261127 };

/** float32 against float64: an ulp is 1.2e-7, and sums of some ten operations may cancel in part. */
const tolerance = 3e-5;

function near(got: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  const scale = Math.max(1, ...Array.from(expected, Math.abs));
  for (let k = 0; k < expected.length; k++) {
    expect(Math.abs(got[k]! - expected[k]!) / scale, `${what} ${k}: ${got[k]} for ${expected[k]}`).toBeLessThan(
      tolerance,
    );
  }
}

function single(length: number, value: (k: number) => number): Float32Array {
  return Float32Array.from({ length }, (_, k) => value(k));
}

function float64(arena: Arena, nodes: readonly Node[], inputs: Record<string, Input>, count: number): Float64Array[] {
  const outputs = nodes.map(() => new Float64Array(count));
  arrayFunction(arena, nodes).run(inputs, outputs, count);
  return outputs;
}

/** Numbers between -1 and 1 that look random. */
const noise = (k: number): number => Math.sin(12.9898 * (k + 1)) * Math.cos(4.1414 * (k + 3));

/** One row: neuron 0 with neurons 1 to 5. */
const edges = 5;
const lanes = 4 * edges;

/** Values of the other ends' lanes, and of neuron 0 repeated for each edge. */
const ofOthers = (row: Float32Array): Float64Array => Float64Array.from(row.subarray(4));
const ofOwn = (row: Float32Array): Float64Array => Float64Array.from({ length: lanes }, (_, k) => row[k % 4]!);

function checkPairs(laws: readonly WeightedPair[], options: { relaxed: boolean; shared: boolean }): void {
  const joined = joinPairs(laws);
  const { binary, layout } = pairModule(laws, options);
  const bench = benchOf(binary, options.shared);
  const r = single(lanes, (k) => 0.95 * noise(k));
  const g = single(lanes + 4, (k) => 0.8 * noise(k + 40));
  const theta = layout.edgeParameters.map((_, p) => single(edges, (e) => 0.5 + 0.4 * noise(7 * p + e)));
  const shared = layout.sharedParameters.map((_, p) => Math.fround(0.6 + p / 8));
  const record = bench.put(new Float32Array((edges * layout.recordBytes) / 4));
  for (let e = 0; e < edges; e++) {
    const at = record + e * layout.recordBytes;
    new Uint32Array(bench.memory.buffer, at, 1)[0] = 16 * (e + 1);
    theta.forEach((values, p) => void bench.floats(at + 4 * (1 + p), 1).set([values[e]!]));
  }
  const end = record + edges * layout.recordBytes;
  const table = bench.words(shared.map((value) => bench.put([value])));
  const inputs: Record<string, Input> = { r: Float64Array.from(r), gi: ofOwn(g), gj: ofOthers(g) };
  layout.edgeParameters.forEach((symbol, p) => {
    inputs[symbol] = Float64Array.from({ length: lanes }, (_, k) => theta[p]![k >> 2]!);
  });
  layout.sharedParameters.forEach((symbol, p) => {
    inputs[symbol] = shared[p]!;
  });
  const { arena } = joined;

  const values = bench.put(r);
  const pull = bench.put(new Float32Array(lanes + 4));
  const gPointer = bench.put(g);
  bench.rows['pairForce']!(record, end, values, 0, gPointer, pull, table);
  const [psi, force, pullI, pullJ] = float64(
    arena,
    [joined.value, joined.force, joined.pullI, joined.pullJ],
    inputs,
    lanes,
  );
  near(
    bench.floats(values, lanes),
    force!.map((v) => -v),
    'force',
  );
  near(
    bench.floats(pull + 16, lanes),
    pullJ!.map((v) => -v),
    'pull on others',
  );
  near(
    bench.floats(pull, 4),
    sumEdges(pullI!).map((v) => -v),
    'pull on neuron 0',
  );

  const energyValues = bench.put(r);
  const energySums = bench.words(Array.from({ length: 8 * laws.length }, () => 0));
  bench.rows['pairEnergy']!(record, end, energyValues, 0, gPointer, table, energySums);
  const each = float64(arena, joined.values, inputs, lanes).map(sumEdges);
  each.forEach((energy, k) => void near(bench.doubles(energySums + 32 * k, 4), energy, `energy of law ${k}`));
  near(
    Float64Array.from({ length: 4 }, (_, lane) => each.reduce((sum, energy) => sum + energy[lane]!, 0)),
    sumEdges(psi!),
    'energy',
  );

  const mixed = single(lanes, (k) => noise(k + 80));
  const u = single(lanes + 4, (k) => noise(k + 120));
  const along = single(lanes + 4, (k) => noise(k + 160));
  const pairs = bench.put(single(2 * lanes, (k) => (k % 8 < 4 ? r : mixed)[4 * (k >> 3) + (k % 4)]!));
  const vjpPull = bench.put(new Float32Array(lanes + 4));
  const radial = bench.put(new Float32Array(lanes + 4));
  const rows = bench.words([gPointer, bench.put(u), vjpPull, bench.put(along), radial]);
  const gradients = bench.put(new Float32Array((edges * layout.gradientBytes) / 4));
  const sums = bench.words(Array.from({ length: 8 * shared.length }, () => 0));
  bench.rows['pairVjp']!(record, end, pairs, 0, rows, gradients, table, sums);
  const both = ofOwn(along).map((v, k) => v + ofOthers(along)[k]!);
  const m = Float64Array.from(mixed, (v, k) => v - both[k]! * r[k]!);
  const cotangents = { 'r~': m, 'gi~': ofOwn(u), 'gj~': ofOthers(u) };
  const { adjoint } = joined;
  const slopes = [adjoint.r, adjoint.gi, adjoint.gj, ...adjoint.parameters];
  const [sr, si, sj, ...st] = float64(arena, slopes, { ...inputs, ...cotangents }, lanes).map((v) => v.map((x) => -x));
  const found = bench.floats(pairs, 2 * lanes);
  near(
    found.filter((_, k) => k % 8 < 4),
    force!.map((v) => -v),
    'a',
  );
  near(
    found.filter((_, k) => k % 8 >= 4),
    sr!.map((c, k) => c + both[k]! * force![k]!),
    'c',
  );
  near(
    bench.floats(radial + 16, lanes),
    force!.map((v, k) => -v * r[k]!),
    'radial',
  );
  near(bench.floats(vjpPull + 16, lanes), sj!, 'dg of others');
  near(bench.floats(vjpPull, 4), sumEdges(si!), 'dg of neuron 0');
  layout.edgeParameters.forEach((symbol, p) => {
    const got = Array.from(
      { length: edges },
      (_, e) => bench.floats(gradients + e * layout.gradientBytes + 4 * p, 1)[0]!,
    );
    near(
      got,
      got.map((_, e) => st[p]!.subarray(4 * e, 4 * e + 4).reduce((a, b) => a + b, 0)),
      `gradient of ${symbol}`,
    );
  });
  layout.sharedParameters.forEach((symbol, p) => {
    const slope = st[layout.edgeParameters.length + p]!;
    near(bench.doubles(sums + 32 * p, 4), sumEdges(slope), `gradient of ${symbol}`);
  });
  // Without a place for gradients everything else is the same.
  bench.floats(pairs, 2 * lanes).set(single(2 * lanes, (k) => (k % 8 < 4 ? r : mixed)[4 * (k >> 3) + (k % 4)]!));
  bench.rows['pairVjp']!(record, end, pairs, 0, rows, 0, table, 0);
  near(
    bench.floats(pairs, 2 * lanes).filter((_, k) => k % 8 < 4),
    force!.map((v) => -v),
    'a without gradients',
  );
}

function sumEdges(values: Float64Array): Float64Array {
  return Float64Array.from({ length: 4 }, (_, lane) => values.reduce((sum, v, k) => sum + (k % 4 === lane ? v : 0), 0));
}

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
  test.each(Object.entries(interactionLaws))('interaction %s, alone and with each coupling', (_, law) => {
    checkPairs([{ law, weight: 1 }], options);
    for (const coupling of Object.values(couplingLaws)) {
      checkPairs(
        [
          { law, weight: 1 },
          { law: coupling, weight: 0.4 },
        ],
        options,
      );
    }
  });

  test.each(Object.entries(lagrangianLaws))('Lagrangian %s', (_, law) => checkUnits(law, options));

  test('a law of seven parameters', () => {
    const formula = 'A * r + B * sin(C * r) + D * exp(-E^2 * r^2) + F * erf(r) + G * gelu(r)';
    const roles = Object.fromEntries([...'ABCDEFG'].map((name) => [name, name < 'F' ? 'edge' : 'one'] as const));
    checkPairs([{ law: pairLaw(formula, roles), weight: 1 }], options);
  });

  test('random laws of pairs', () => {
    fc.assert(
      fc.property(pairLaws, (law) => checkPairs([{ law, weight: 1 }], options)),
      runs,
    );
  });

  test('random Lagrangians', () => {
    fc.assert(
      fc.property(lagrangians, (law) => checkUnits(law, options)),
      runs,
    );
  });
});
