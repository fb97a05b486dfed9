import fc from 'fast-check';
import { describe, test } from 'vitest';
import { benchOf, float64, near, noise, runs, single, variants } from '../../../test/row-checks.ts';
import { couplingLaws, interactionLaws } from '../../law/built-in.ts';
import { joinPairs, type WeightedPair } from '../../law/joined-pairs.ts';
import { couplingLaw, pairLaw } from '../../law/pair-law.ts';
import { pairParts } from '../../law/pair-parts.ts';
import { pairWords, wordCotangent } from '../../law/pair-words.ts';
import type { Input } from '../../program/closure.ts';
import { pairLaws } from '../../random/random-law.ts';
import { pairLayout, pairModule } from './pair-module.ts';

/** One row: neuron 0 with neurons 1 to 5. */
const edges = 5;
const lanes = 4 * edges;

/** Values of the other ends' lanes, and of neuron 0 repeated for each edge. */
const ofOthers = (row: Float32Array): Float64Array => Float64Array.from(row.subarray(4));
const ofOwn = (row: Float32Array): Float64Array => Float64Array.from({ length: lanes }, (_, k) => row[k % 4]!);

function checkPairs(laws: readonly WeightedPair[], options: { relaxed: boolean; shared: boolean }): void {
  const joined = joinPairs(laws);
  const raw = pairParts(
    joined.arena,
    joined.value,
    joined.parameters.map(({ symbol }) => symbol),
  );
  const inWords = pairWords(laws);
  const { words, shared: read, sources, pullBacks, arena: wordArena } = inWords;
  const layout = pairLayout(inWords);
  const bench = benchOf(pairModule(inWords, options), options.shared);
  const r = single(lanes, (k) => 0.95 * noise(k));
  const g = single(lanes + 4, (k) => 0.8 * noise(k + 40));
  const perEdge = joined.parameters.filter(({ per }) => per !== 'one');
  const forAll = joined.parameters.filter(({ per }) => per === 'one');
  const theta: Record<string, Input> = {};
  for (const [p, { symbol }] of perEdge.entries()) {
    theta[symbol] = Float64Array.from(single(edges, (e) => 0.5 + 0.4 * noise(7 * p + e)));
  }
  for (const [p, { symbol }] of forAll.entries()) theta[symbol] = Math.fround(0.6 + p / 8);
  const valuesOfWords = words.map(({ symbol, made }) =>
    made === undefined ? (theta[symbol] as Float64Array) : float64(wordArena, [made], theta, edges)[0]!,
  );
  const record = bench.put(new Float32Array((edges * layout.recordBytes) / 4));
  for (let e = 0; e < edges; e++) {
    const at = record + e * layout.recordBytes;
    new Uint32Array(bench.memory.buffer, at, 1)[0] = 16 * (e + 1);
    valuesOfWords.forEach((values, p) => void bench.floats(at + 4 * (1 + p), 1).set([values[e]!]));
  }
  const end = record + edges * layout.recordBytes;
  const table = bench.words(read.map(({ symbol }) => bench.put([theta[symbol] as number])));
  const inputs: Record<string, Input> = { r: Float64Array.from(r), gi: ofOwn(g), gj: ofOthers(g) };
  for (const [symbol, value] of Object.entries(theta)) {
    inputs[symbol] = typeof value === 'number' ? value : Float64Array.from({ length: lanes }, (_, k) => value[k >> 2]!);
  }
  const { arena } = joined;

  const values = bench.put(r);
  const pull = bench.put(new Float32Array(lanes + 4));
  const gPointer = bench.put(g);
  bench.rows['pairForce']!(record, end, values, 0, gPointer, pull, table);
  const [psi, force, pullI, pullJ] = float64(arena, [raw.value, raw.force, raw.pullI, raw.pullJ], inputs, lanes);
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
  const sums = bench.words(Array.from({ length: 8 * read.length }, () => 0));
  bench.rows['pairVjp']!(record, end, pairs, 0, rows, gradients, table, sums);
  const both = ofOwn(along).map((v, k) => v + ofOthers(along)[k]!);
  const m = Float64Array.from(mixed, (v, k) => v - both[k]! * r[k]!);
  const cotangents = { 'r~': m, 'gi~': ofOwn(u), 'gj~': ofOthers(u) };
  const { adjoint } = raw;
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
  const ofWords: Record<string, Input> = {};
  words.forEach(({ symbol }, p) => {
    ofWords[symbol] = Float64Array.from(
      { length: edges },
      (_, e) => bench.floats(gradients + e * layout.gradientBytes + 4 * p, 1)[0]!,
    );
  });
  const cotangentsOfWords = Object.fromEntries(
    Object.entries(ofWords).map(([symbol, values]) => [wordCotangent(symbol), values]),
  );
  const pulledBack = float64(wordArena, pullBacks, { ...theta, ...cotangentsOfWords }, edges);
  joined.parameters.forEach(({ symbol, per }, p) => {
    const found = new Float64Array(edges);
    const add = (values: Input | undefined): void => {
      if (values instanceof Float64Array) for (let e = 0; e < edges; e++) found[e]! += values[e]!;
    };
    if (words.some((word) => word.symbol === symbol)) add(ofWords[symbol]);
    add(pulledBack[sources.findIndex((source) => source.symbol === symbol)]);
    const perSample = st[p]!;
    if (per !== 'one') {
      near(
        found,
        found.map((_, e) => total(perSample.subarray(4 * e, 4 * e + 4))),
        `gradient of ${symbol}`,
      );
      return;
    }
    const place = read.findIndex((parameter) => parameter.symbol === symbol);
    if (place >= 0 && pulledBack.length === 0) {
      near(bench.doubles(sums + 32 * place, 4), sumEdges(perSample), `gradient of ${symbol}`);
    }
    const inRows = place < 0 ? 0 : total(bench.doubles(sums + 32 * place, 4));
    near([inRows + total(found)], [total(perSample)], `gradient of ${symbol} in all`);
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

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function sumEdges(values: Float64Array): Float64Array {
  return Float64Array.from({ length: 4 }, (_, lane) => values.reduce((sum, v, k) => sum + (k % 4 === lane ? v : 0), 0));
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

  test('a law of seven parameters', () => {
    const formula = 'A * r + B * sin(C * r) + D * exp(-E^2 * r^2) + F * erf(r) + G * gelu(r)';
    const roles = Object.fromEntries([...'ABCDEFG'].map((name) => [name, name < 'F' ? 'edge' : 'one'] as const));
    checkPairs([{ law: pairLaw(formula, roles), weight: 1 }], options);
  });

  test.each([
    ['-k * U * r * gi * gj', { k: 'one', U: 'weight' }],
    ['-k * U * r * gi * gj - b * r * (gi + gj)', { k: 'one', U: 'weight', b: 'one' }],
    ['(k + U) * r * gi * gj / (1 + exp(b)) + sin(U * m + r)', { k: 'one', U: 'weight', m: 'edge', b: 'one' }],
    ['exp(-(r - m)^2 / (1 + s^2)) / (1 + exp(-s)) + tanh(gi * b) * tanh(gj * b)', { m: 'edge', s: 'edge', b: 'one' }],
    ['U * r + U^2 * r^2 * gi * gj + sin(U) * r^3', { U: 'edge' }],
  ] as const)('words of edges: %s', (formula, roles) => {
    const law = couplingLaw(formula, roles);
    checkPairs([{ law, weight: 1 }], options);
    checkPairs(
      [
        { law: interactionLaws.relu, weight: 1 },
        { law, weight: 0.4 },
      ],
      options,
    );
  });

  test('random laws of pairs', () => {
    fc.assert(
      fc.property(pairLaws, (law) => checkPairs([{ law, weight: 1 }], options)),
      runs,
    );
  });
});
