import type { GraphTerms, ResolvedPair } from '@hkmem/backend';
import { couplingLaws, interactionLaws, type JoinedParameter, pairLayout, pairModule, pairWords } from '@hkmem/laws';
import { edgePass, edges as edgeWords, interactions } from '../../generated/constants.js';
import type { Launcher } from '../launch/launcher.ts';
import { type MadeForm, madeForm } from './made-words.ts';

/** One float32 of an edge's record: the product of what is there. Gradients begin with that of the first word. */
export interface EdgeWord {
  /** Byte in the record. */
  readonly place: number;
  /** Path of a parameter with a value per edge. */
  readonly values?: string;
  /** Path of a parameter with one value for all. */
  readonly common?: string;
  /** Path of the matrix V, of which (V_ij + V_ji) / 2 is a factor. */
  readonly free?: string;
  readonly scale: number;
  /** Which of the graphs that are walked together numbers its values; the first if absent. */
  readonly numbering?: number;
}

/** What acts along the edges of one graph, as kernels take it. */
export interface EdgeForm {
  /** Number of an interaction that is compiled in, or one of the other kinds of `edge-pass.ts`. */
  readonly kind: number;
  readonly recordBytes: number;
  readonly gradientBytes: number;
  readonly words: readonly EdgeWord[];
  /** Words that are made of several parameters otherwise, if there are any. */
  readonly made?: MadeForm;
  /** Whether the edges also bind threshold units. */
  readonly coupled: boolean;
  /** Of laws in the table: the place of the functions' first, and paths of parameters that are one for all. */
  readonly place: number;
  readonly common: readonly string[];
  /** Energies that the laws in the table belong to. */
  readonly terms: readonly ResolvedPair['term'][];
}

/** Edges that carry an MLP, whose amplitude A_e stands in the records if it is one for all edges. */
export function mlpForm(perEdge: boolean): EdgeForm {
  const amplitude: EdgeWord = { place: edgeWords.MINUS_A, values: 'kuramoto.A', scale: -1 };
  return { ...compiled(edgePass.MLP, perEdge ? [] : [amplitude]), coupled: false };
}

/** Edges that carry laws: built-in ones as they are compiled in, others as a module that is put into the table. */
export function lawForm(laws: GraphTerms['laws'], launcher: Launcher): EdgeForm {
  return inlinedForm(laws) ?? calledForm(laws, launcher);
}

function compiled(kind: number, words: readonly EdgeWord[]): EdgeForm {
  const coupled = words.some(({ place }) => place === edgeWords.WEIGHT);
  const none = { place: 0, common: [], terms: [] };
  return { kind, recordBytes: edgeWords.RECORD, gradientBytes: edgeWords.GRADIENT, words, coupled, ...none };
}

/** At most one built-in interaction and at most one built-in coupling. */
function inlinedForm(laws: GraphTerms['laws']): EdgeForm | undefined {
  let kind: number = edgePass.NONE;
  const words: EdgeWord[] = [];
  for (const pair of laws) {
    const coupling = couplingWord(pair);
    const name = interactionName(pair);
    if (coupling !== undefined && words.every(({ place }) => place !== coupling.place)) words.push(coupling);
    else if (name !== undefined && kind === edgePass.NONE) {
      kind = interactions[name];
      words.push({ place: edgeWords.MINUS_A, values: pair.paths['A']!, scale: -pair.weight });
      const B = pair.paths['B'];
      if (B !== undefined) words.push({ place: edgeWords.MINUS_B, values: B, scale: -pair.weight });
    } else return undefined;
  }
  return compiled(kind, words);
}

const interactionNames = {
  LINEAR: 'linear',
  RELU: 'relu',
  SIGMOID: 'sigmoid',
  TANH: 'tanh',
} as const satisfies Record<keyof typeof interactions, keyof typeof interactionLaws>;

function interactionName({ law }: ResolvedPair): keyof typeof interactions | undefined {
  const names = Object.keys(interactionNames) as (keyof typeof interactions)[];
  return names.find((name) => interactionLaws[interactionNames[name]].identity === law.identity);
}

function couplingWord({ law, weight: scale, paths }: ResolvedPair): EdgeWord | undefined {
  const place = edgeWords.WEIGHT;
  switch (law.identity) {
    case couplingLaws.network.identity:
      return { place, values: paths['weights']!, scale };
    case couplingLaws.additive.identity:
      return { place, common: paths['alpha']!, scale };
    case couplingLaws.multiplicative.identity:
      return { place, common: paths['alpha']!, free: paths['W']!, scale };
    default:
      return undefined;
  }
}

function calledForm(laws: GraphTerms['laws'], launcher: Launcher): EdgeForm {
  const inWords = pairWords(laws);
  const { recordBytes, gradientBytes } = pairLayout(inWords);
  const path = ({ law, name }: JoinedParameter): string => laws[law]!.paths[name]!;
  const words = inWords.words.flatMap(({ parameter }, k): readonly EdgeWord[] => {
    if (parameter === undefined) return [];
    const source = parameter.per === 'weight' ? { free: path(parameter) } : { values: path(parameter) };
    return [{ place: edgeWords.MINUS_A + 4 * k, ...source, scale: 1 }];
  });
  const made = madeForm(inWords, path);
  const identity = laws.map(({ law, weight }) => `${law.identity} ${weight}`).join(' + ');
  return {
    ...{ kind: edgePass.CALLED, recordBytes, gradientBytes, words, coupled: inWords.coupled },
    ...(made === undefined ? {} : { made }),
    place: launcher.install(`pairs ${identity}`, (options) => pairModule(inWords, options)),
    common: inWords.shared.map(path),
    terms: laws.map(({ term }) => term),
  };
}
