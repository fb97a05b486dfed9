import type { ActivationName, InteractionName, OmegaName } from '../../contract/system-spec.ts';
import { RandomKey, type RandomStream } from '../../random/random-key.ts';
import { largestOf } from '../../values/extremes.ts';
import { coveringArray } from './covering-array.ts';
import { conflict, factors, factorsApart, hiddens, none, numbers } from './factors.ts';
import type { CaseFeatures, GraphsName, TrainableName, UnitsName } from './features.ts';
import type { GraphKind } from './random-graph.ts';
import type { Level, Row } from './rows.ts';

/**
 * Systems in which every two values of features meet that can, by a fixed seed; units and how graphs are related count as
 * one feature, so that each such two also meet every value of a third.
 */
export function coveringFeatures(seed = 20): CaseFeatures[] {
  const key = RandomKey.fromSeed(seed);
  const stream = key.fold('numbers').stream();
  return kept(coveringRows, seed, () => coveringArray(factors, conflict, key)).map((row, n) =>
    featuresOf(row, n, stream),
  );
}

/** Fewer systems that hold every two values of fewer values, for slow devices: units and graphs apart, D in four classes. */
export function pairFeatures(seed = 20): CaseFeatures[] {
  const key = RandomKey.fromSeed(seed).fold('pairs');
  const stream = key.fold('numbers').stream();
  return pairRows(seed).map((row, n) => featuresOf(together(row), 500 + n, stream));
}

/** The rows of those systems. */
export function pairRows(seed = 20): readonly Row[] {
  return kept(rowsApart, seed, () => coveringArray(factorsApart, conflict, RandomKey.fromSeed(seed).fold('pairs')));
}

/** Rows that were found, by seed: finding them takes half a second. */
const coveringRows = new Map<number, readonly Row[]>();
const rowsApart = new Map<number, readonly Row[]>();

function kept(found: Map<number, readonly Row[]>, seed: number, find: () => readonly Row[]): readonly Row[] {
  const rows = found.get(seed) ?? find();
  found.set(seed, rows);
  return rows;
}

/** Some of those systems that hold every single value: for what differs in a few kernels only. */
export function valueFeatures(seed = 20): CaseFeatures[] {
  const systems = pairFeatures(seed);
  const rows = pairRows(seed).map((row) => Object.entries(row).map(String));
  const open = new Set(rows.flat());
  const taken: CaseFeatures[] = [];
  while (open.size > 0) {
    const gains = rows.map((levels) => levels.filter((level) => open.has(level)).length);
    const best = gains.indexOf(largestOf(gains));
    for (const level of rows[best]!) open.delete(level);
    taken.push(systems[best]!);
  }
  return taken;
}

function together({ units, graphs, ...row }: Row): Row {
  return { binding: graphs === none ? units! : `${units}/${graphs}`, ...row };
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
    activation: given<ActivationName>('activation'),
    layers: row['layers'] === none ? undefined : Number(row['layers']),
    interaction: given<InteractionName>('interaction'),
    hidden: hiddens[row['hidden']!],
    omega: given<OmegaName>('omega'),
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
