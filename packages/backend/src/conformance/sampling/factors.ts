import { activationNames, couplingNames, interactionNames, omegaNames } from '../../contract/system-spec.ts';
import { graphKinds } from './random-graph.ts';
import type { Factors, Level } from './rows.ts';

/** Stands for a feature that does not apply. */
export const none = '-';

/** How both graphs of a coupled system can be related. */
const relations = ['same', 'equal', 'different'];

/** Units, and for coupled systems how their graphs are related, as one feature: any third one meets every pair of it. */
const bindings = [
  'threshold',
  'oscillators',
  ...couplingNames.flatMap((kind) => relations.map((graphs) => `${kind}/${graphs}`)),
];

/** Widths of the hidden layers of MLPs. */
export const hiddens: Readonly<Record<string, readonly number[] | undefined>> = {
  default: undefined,
  'one layer': [3],
  'two layers': [3, 2],
  'three layers': [2, 4, 3],
};

/**
 * Numbers by class; tiles and lanes are 2, 4, 6 and 8 wide, so that most leave a rest. The last two classes of D are for
 * devices that compile kernels for each D, which take all D alike.
 */
export const numbers: Readonly<Record<'N' | 'D' | 'B', Readonly<Record<string, readonly number[]>>>> = {
  N: { 'N 5-7': [5, 6, 7], 'N 9-11': [9, 10, 11], 'N 13-15': [13, 14, 15], 'N 17-19': [17, 18, 19] },
  D: {
    'D 2': [2],
    'D 3': [3],
    'D 4': [4],
    'D 5-7': [5, 6, 7],
    'D 8': [8],
    'D 9-15': [9, 10, 11, 12, 13, 14, 15],
    'D 16': [16],
    'D 4-8': [4, 7],
    'D 9-16': [11, 16],
  },
  B: { 'B 1': [1], 'B 2-3': [2, 3], 'B 5-7': [5, 6, 7], 'B 9-11': [9, 10, 11] },
};

const beyondUnits: Factors = {
  activation: [none, ...activationNames],
  layers: [none, '1', '2', '4'],
  interaction: [none, ...interactionNames],
  hidden: [none, ...Object.keys(hiddens)],
  omega: [none, ...omegaNames],
  dimension: [none, 'D 2', 'D 3', 'D 4', 'D 5-7', 'D 8', 'D 9-15', 'D 16'],
  graph: [none, ...graphKinds],
  couplingGraph: [none, ...graphKinds],
  weighted: [none, 'no', 'yes'],
  start: [none, 'fixed', 'learned'],
  neurons: Object.keys(numbers.N),
  batch: Object.keys(numbers.B),
  trainable: ['all', 'none', 'even', 'odd', 'one'],
};

/** What is sampled, and the values of each. */
export const factors: Factors = { binding: bindings, ...beyondUnits };

/**
 * The same in fewer values, so that fewer systems hold all pairs: units and the relation of graphs are two features; the
 * second graph, which goes through the same kernels, takes shapes that leave neurons without edges and one that is dense.
 */
export const factorsApart: Factors = {
  units: ['threshold', 'oscillators', ...couplingNames],
  graphs: [none, ...relations],
  ...beyondUnits,
  hidden: [none, 'one layer', 'two layers', 'three layers'],
  dimension: [none, 'D 2', 'D 3', 'D 4-8', 'D 9-16'],
  couplingGraph: [none, 'empty', 'isolated', 'random'],
};

const threshold = (units: string): boolean => units !== 'oscillators';
const oscillators = (units: string): boolean => units !== 'threshold';
const coupled = (units: string): boolean => threshold(units) && oscillators(units);

/** For each feature that does not always apply, the feature that decides and whether it does beside its value. */
const applies: Readonly<Record<string, Readonly<Record<string, (value: string) => boolean>>>> = {
  graphs: { units: coupled },
  activation: { binding: threshold, units: threshold },
  layers: { binding: threshold, units: threshold },
  interaction: { binding: oscillators, units: oscillators },
  omega: { binding: oscillators, units: oscillators },
  dimension: { binding: oscillators, units: oscillators },
  graph: { binding: oscillators, units: oscillators },
  start: { binding: oscillators, units: oscillators },
  weighted: { binding: coupled, units: coupled },
  couplingGraph: {
    binding: (binding) => binding.endsWith('/different'),
    graphs: (graphs) => graphs === 'different',
  },
  hidden: { interaction: (interaction) => interaction.startsWith('mlp') },
};

/** Whether two values exclude each other. */
export function conflict(a: Level, b: Level): boolean {
  return excludes(a, b) || excludes(b, a);
}

function excludes([factor, value]: Level, [other, otherValue]: Level): boolean {
  const rule = applies[factor]?.[other];
  if (rule !== undefined && rule(otherValue) !== (value !== none)) return true;
  // W of layers is not stored whole, so that nothing can be multiplied by it.
  return factor === 'layers' && (value === '2' || value === '4') && otherValue.startsWith('multiplicative');
}
