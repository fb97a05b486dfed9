import { expect, test } from 'vitest';
import { checkSystemSpec } from '../../contract/check-system-spec.ts';
import { couplingNames } from '../../contract/system-spec.ts';
import { RandomKey } from '../../random/random-key.ts';
import { caseOf } from './case.ts';
import { coveringArray, feasiblePairs, pairsOf } from './covering-array.ts';
import { conflict, factors, factorsApart } from './factors.ts';
import { type CaseFeatures, describeFeatures } from './features.ts';
import type { Level } from './rows.ts';
import { coveringFeatures, furtherFeatures, pairFeatures, pairRows, valueFeatures } from './sample.ts';

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
  expect(rows.length).toBeLessThan(102);
});

test('fewer systems hold all pairs of fewer values, where units and graphs count apart', () => {
  const some = pairFeatures();
  expect(some.length).toBeLessThan(50);
  const pairs = [...new Set(pairRows().flatMap(pairsOf))].sort();
  expect(pairs).toEqual([...feasiblePairs(factorsApart, conflict).keys()].sort());
  // All that can meet among whole systems can meet here: values that both lists have, units and graphs said as one there.
  const shared = [...held].filter((pair) => {
    return pair.split(/ (?=\w+=)/).every((level) => {
      const [factor, value] = level.split('=') as [string, string];
      return factor !== 'binding' && factorsApart[factor]!.includes(value);
    });
  });
  expect(shared.length).toBeGreaterThan(800);
  for (const pair of shared) expect(pairs).toContain(pair);
  for (const units of factorsApart['units']!) {
    for (const graphs of factorsApart['graphs']!) {
      const bound = graphs === '-' ? units : `${units}/${graphs}`;
      const meet = some.some((system) => system.units === units && (system.graphs ?? '-') === graphs);
      expect(meet, bound).toBe(factors['binding']!.includes(bound));
    }
  }
});

test('a few of those systems hold every single value', () => {
  const few = valueFeatures();
  expect(few.length).toBeLessThan(12);
  const [rows, systems] = [pairRows(), pairFeatures()];
  const indices = few.map(({ seed }) => systems.findIndex((system) => system.seed === seed));
  for (const [factor, values] of Object.entries(factorsApart)) {
    expect([...new Set(indices.map((n) => rows[n]![factor]!))].sort(), factor).toEqual([...values].sort());
  }
});

test.each([
  ['all', coveringFeatures()],
  ['fewer', pairFeatures()],
])(
  '%s systems have every coupling with an MLP, MLPs on one graph for both, and frozen weights of each kind',
  (title, all) => {
    const unitsOf = (systems: readonly CaseFeatures[]): string[] =>
      [...new Set(systems.map(({ units }) => units))].sort();
    const coupled = all.filter(({ units }) => couplingNames.some((name) => name === units));
    const isShared = ({ graphs = 'same' }: CaseFeatures): boolean => graphs === 'same';
    for (const interaction of ['mlpShared', 'mlpPerEdge']) {
      const bound = coupled.filter((system) => system.interaction === interaction);
      expect(unitsOf(bound), interaction).toEqual([...couplingNames].sort());
      const shared = bound.filter(isShared);
      if (title === 'all') expect(unitsOf(shared), interaction).toEqual([...couplingNames].sort());
      expect(shared.length, interaction).toBeGreaterThan(0);
    }
    expect(unitsOf(coupled.filter(isShared))).toEqual([...couplingNames].sort());
    for (const { spec } of coupled.filter(isShared).map(caseOf))
      expect(spec.coupling!.graph).toBe(spec.oscillators!.graph);
    const trained = new Set(coupled.map(({ trainable = 'all' }) => trainable));
    expect([...trained].sort()).toEqual(['all', 'even', 'none', 'odd', 'one']);
  },
);

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
