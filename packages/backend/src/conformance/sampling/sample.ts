import { activationNames, couplingNames, interactionNames, omegaNames } from '../../contract/system-spec.ts';
import { RandomKey, type RandomStream } from '../../random/random-key.ts';
import { coveringArray, type Factors, type Level, pairsOf, type Row } from './covering-array.ts';
import type { CaseFeatures, GraphsName, TrainableName, UnitsName } from './features.ts';
import { type GraphKind, graphKinds } from './random-graph.ts';

/** Stands for a feature that does not apply. */
const none = '-';

/** Units, and for coupled systems how their graphs are related, as one feature: any third one meets every pair of it. */
const bindings = [
  'threshold',
  'oscillators',
  ...couplingNames.flatMap((kind) => ['same', 'equal', 'different'].map((graphs) => `${kind}/${graphs}`)),
];

/** Widths of the hidden layers of MLPs. */
const hiddens: Readonly<Record<string, readonly number[] | undefined>> = {
  default: undefined,
  'one layer': [3],
  'two layers': [3, 2],
  'three layers': [2, 4, 3],
};

/** Numbers by class; tiles and lanes are 2, 4, 6 and 8 wide, so that most leave a rest. */
const numbers: Readonly<Record<'N' | 'D' | 'B', Readonly<Record<string, readonly number[]>>>> = {
  N: { 'N 5-7': [5, 6, 7], 'N 9-11': [9, 10, 11], 'N 13-15': [13, 14, 15], 'N 17-19': [17, 18, 19] },
  D: {
    'D 2': [2],
    'D 3': [3],
    'D 4': [4],
    'D 5-7': [5, 6, 7],
    'D 8': [8],
    'D 9-15': [9, 10, 11, 12, 13, 14, 15],
    'D 16': [16],
  },
  B: { 'B 1': [1], 'B 2-3': [2, 3], 'B 5-7': [5, 6, 7], 'B 9-11': [9, 10, 11] },
};

/** What is sampled, and the values of each. */
export const factors: Factors = {
  binding: bindings,
  activation: [none, ...activationNames],
  layers: [none, '1', '2', '4'],
  interaction: [none, ...interactionNames],
  hidden: [none, ...Object.keys(hiddens)],
  omega: [none, ...omegaNames],
  dimension: [none, ...Object.keys(numbers.D)],
  graph: [none, ...graphKinds],
  couplingGraph: [none, ...graphKinds],
  weighted: [none, 'no', 'yes'],
  start: [none, 'fixed', 'learned'],
  neurons: Object.keys(numbers.N),
  batch: Object.keys(numbers.B),
  trainable: ['all', 'none', 'even', 'odd', 'one'],
};

/** For each feature that does not always apply, whether it does beside a value of another one. */
const applies: Readonly<Record<string, readonly [other: string, when: (value: string) => boolean]>> = {
  activation: ['binding', (binding) => binding !== 'oscillators'],
  layers: ['binding', (binding) => binding !== 'oscillators'],
  interaction: ['binding', (binding) => binding !== 'threshold'],
  omega: ['binding', (binding) => binding !== 'threshold'],
  dimension: ['binding', (binding) => binding !== 'threshold'],
  graph: ['binding', (binding) => binding !== 'threshold'],
  start: ['binding', (binding) => binding !== 'threshold'],
  weighted: ['binding', (binding) => binding.includes('/')],
  couplingGraph: ['binding', (binding) => binding.endsWith('/different')],
  hidden: ['interaction', (interaction) => interaction.startsWith('mlp')],
};

/** Whether two values exclude each other. */
export function conflict(a: Level, b: Level): boolean {
  return excludes(a, b) || excludes(b, a);
}

function excludes([factor, value]: Level, [other, otherValue]: Level): boolean {
  const rule = applies[factor];
  if (rule !== undefined && rule[0] === other && rule[1](otherValue) !== (value !== none)) return true;
  // W of layers is not stored whole, so that nothing can be multiplied by it.
  return factor === 'layers' && (value === '2' || value === '4') && otherValue.startsWith('multiplicative');
}

/**
 * Systems in which every two values of features meet that can, by a fixed seed; units and how graphs are related count as
 * one feature, so that each such two also meet every value of a third.
 */
export function coveringFeatures(seed = 20): CaseFeatures[] {
  return coveringSystems(seed).map(({ features }) => features);
}

/** Some of those systems that still hold every two values, units and graphs counted apart: for slow devices. */
export function pairFeatures(seed = 20): CaseFeatures[] {
  const systems = coveringSystems(seed).map(({ row, features }) => ({ pairs: pairsOf(apart(row)), features }));
  const open = new Set(systems.flatMap(({ pairs }) => pairs));
  const taken: CaseFeatures[] = [];
  while (open.size > 0) {
    const gains = systems.map(({ pairs }) => pairs.filter((pair) => open.has(pair)).length);
    const best = systems[gains.indexOf(Math.max(...gains))]!;
    for (const pair of best.pairs) open.delete(pair);
    taken.push(best.features);
  }
  return taken;
}

/** A row with units and the relation of graphs as two features. */
export function apart({ binding, ...row }: Row): Row {
  const [units, graphs = none] = binding!.split('/');
  return { ...row, units: units!, graphs };
}

function coveringSystems(seed: number): { readonly row: Row; readonly features: CaseFeatures }[] {
  const key = RandomKey.fromSeed(seed);
  const stream = key.fold('numbers').stream();
  const rows = coveringArray(factors, conflict, key);
  return rows.map((row, n) => ({ row, features: featuresOf(row, n, stream) }));
}

/** So many systems beyond those, values drawn at random. */
export function furtherFeatures(count: number, seed = 20): CaseFeatures[] {
  const key = RandomKey.fromSeed(seed).fold('further');
  const stream = key.fold('numbers').stream();
  return Array.from({ length: count }, (_, n) => featuresOf(randomRow(key.fold(n).stream()), 1000 + n, stream));
}

/** The features that a row says, with numbers drawn out of their classes. */
export function featuresOf(row: Row, seed: number, stream: RandomStream): CaseFeatures {
  const draw = (numbers: readonly number[]): number => numbers[Math.floor(stream.uniform(1)[0]! * numbers.length)]!;
  const given = <Name extends string>(factor: string): Name | undefined =>
    row[factor] === none ? undefined : (row[factor] as Name);
  const [units, graphs] = row['binding']!.split('/') as [UnitsName, GraphsName?];
  const optional = {
    graphs,
    activation: given<(typeof activationNames)[number]>('activation'),
    layers: row['layers'] === none ? undefined : Number(row['layers']),
    interaction: given<(typeof interactionNames)[number]>('interaction'),
    hidden: hiddens[row['hidden']!],
    omega: given<(typeof omegaNames)[number]>('omega'),
    dimension: row['dimension'] === none ? undefined : draw(numbers.D[row['dimension']!]!),
    graph: given<GraphKind>('graph'),
    couplingGraph: given<GraphKind>('couplingGraph'),
    weighted: row['weighted'] === 'yes' || undefined,
    learnedStart: row['start'] === 'learned' || undefined,
    trainable: given<TrainableName>('trainable'),
  };
  return {
    units,
    neurons: draw(numbers.N[row['neurons']!]!),
    batch: draw(numbers.B[row['batch']!]!),
    seed,
    ...(Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)) as object),
  };
}

/** A row of values drawn at random until they do not exclude each other. */
function randomRow(stream: RandomStream): Row {
  const levels: Level[] = [];
  for (const [factor, values] of Object.entries(factors)) {
    const possible = values.filter((value) => !levels.some((other) => conflict([factor, value], other)));
    levels.push([factor, possible[Math.floor(stream.uniform(1)[0]! * possible.length)]!]);
  }
  return Object.fromEntries(levels);
}
