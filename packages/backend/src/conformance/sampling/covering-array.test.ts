import { expect, test } from 'vitest';
import { checkSystemSpec } from '../../contract/system-spec.ts';
import { RandomKey } from '../../random/random-key.ts';
import { caseOf } from './case.ts';
import { coveringArray, type Level, pairsOf } from './covering-array.ts';
import { describeFeatures } from './features.ts';
import { apart, conflict, coveringFeatures, factors, furtherFeatures, pairFeatures } from './sample.ts';

const rows = coveringArray(factors, conflict, RandomKey.fromSeed(20));
const held = new Set(rows.flatMap(pairsOf));
const holds = (a: Level, b: Level): boolean => {
  return rows.some((row) => row[a[0]] === a[1] && row[b[0]] === b[1]);
};

/** What a value needs of the units: threshold units, oscillators, both, or two graphs that differ. */
const needs: Readonly<Record<string, RegExp>> = {
  activation: /^(?!oscillators)/,
  layers: /^(?!oscillators)/,
  interaction: /^(?!threshold)/,
  hidden: /^(?!threshold)/,
  omega: /^(?!threshold)/,
  dimension: /^(?!threshold)/,
  graph: /^(?!threshold)/,
  start: /^(?!threshold)/,
  weighted: /\//,
  couplingGraph: /different$/,
};

/** Whether some system has both values, said without the generator's rules. */
function possible(a: Level, b: Level): boolean {
  const mlp = (level: Level, other: Level): boolean => {
    return level[0] !== 'hidden' || other[0] !== 'interaction' || other[1].startsWith('mlp');
  };
  if (!mlp(a, b) || !mlp(b, a)) return false;
  return factors['binding']!.some((binding) =>
    [a, b].every(([factor, value]) => {
      if (factor === 'binding') return value === binding;
      if (factor === 'layers' && value !== '1' && binding.startsWith('multiplicative')) return false;
      return needs[factor]?.test(binding) ?? true;
    }),
  );
}

test('every pair of values that a system can have is in a row', () => {
  const names = Object.keys(factors);
  let counted = 0;
  names.forEach((a, n) => {
    for (const b of names.slice(n + 1)) {
      for (const left of factors[a]!.filter((value) => value !== '-')) {
        for (const right of factors[b]!.filter((value) => value !== '-')) {
          const expected = possible([a, left], [b, right]);
          expect(holds([a, left], [b, right]), `${a} ${left}, ${b} ${right}`).toBe(expected);
          if (expected) counted++;
        }
      }
    }
  });
  expect([...held].filter((pair) => !/=-( |$)/.test(pair))).toHaveLength(counted);
  expect(counted).toBeGreaterThan(1500);
  // Eleven bindings by seven classes of D are 77 rows at least.
  expect(rows.length).toBeLessThan(120);
});

test('fewer systems hold all pairs where units and graphs count apart', () => {
  const all = coveringFeatures();
  const some = pairFeatures();
  expect(some.length).toBeLessThan(all.length);
  const chosen = some.map((features) => rows[all.findIndex(({ seed }) => seed === features.seed)]!);
  const pairs = (of: readonly (typeof rows)[number][]): string[] => [...new Set(of.map(apart).flatMap(pairsOf))].sort();
  expect(pairs(chosen)).toEqual(pairs(rows));
});

test('rows become systems that hold together, the same for the same seed', () => {
  const systems = coveringFeatures();
  expect(systems).toHaveLength(rows.length);
  expect(systems).toEqual(coveringFeatures());
  expect(new Set(systems.map(describeFeatures)).size).toBe(systems.length);
  for (const features of [...systems, ...furtherFeatures(200)]) {
    const { spec } = caseOf(features);
    checkSystemSpec(spec);
    expect(spec.coupling !== undefined).toBe(!['threshold', 'oscillators'].includes(features.units));
  }
  const dimensions = new Set(furtherFeatures(400).map(({ dimension }) => dimension));
  for (let D = 2; D <= 16; D++) expect(dimensions, `D = ${D}`).toContain(D);
});

test('one or two graphs, equal or not, are what the features say', () => {
  const base = { units: 'network', neurons: 9, batch: 1, seed: 5, graph: 'isolated' } as const;
  const [same, equal, different] = (['same', 'equal', 'different'] as const).map((graphs) => {
    const { spec } = caseOf({ ...base, graphs, couplingGraph: 'complete' });
    return [spec.oscillators!.graph, spec.coupling!.graph] as const;
  });
  expect(same![1]).toBe(same![0]);
  expect(equal![1]).not.toBe(equal![0]);
  expect(equal![1]).toEqual(equal![0]);
  expect(different![1].sources).toHaveLength(36);
  const joined = new Set([...same![0].sources, ...same![0].targets]);
  expect(joined.size).toBeGreaterThan(1);
  expect(joined.size).toBeLessThan(9);
});
