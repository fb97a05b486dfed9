import { Arena } from '../expression/arena.ts';
import type { Node } from '../expression/expression.ts';
import type { PairLaw } from './pair-parts.ts';
import type { LawParameter } from './parameter.ts';

/** A law with the factor that its energy enters by: 1 for an interaction, 1 / kappaK for a coupling. */
export interface WeightedPair {
  /** The law. */
  readonly law: PairLaw;
  /** The factor. */
  readonly weight: number;
}

/** A parameter of one of several laws. */
export interface JoinedParameter extends LawParameter {
  /** Its law's place among the laws. */
  readonly law: number;
  /** Its name where the laws are one: `0.C`. */
  readonly symbol: string;
}

/** Laws over one graph as one: the sum of their weighted energies, in one place so that what they share is one node. */
export interface JoinedPairs {
  /** Where the expressions live. */
  readonly arena: Arena;
  /** Those per edge and per weight first, then those for all, each in the order of laws and names. */
  readonly parameters: readonly JoinedParameter[];
  /** Whether any of the laws reads activities. */
  readonly coupled: boolean;
  /** The weighted energy of each law. */
  readonly values: readonly Node[];
  /** Their sum. */
  readonly value: Node;
}

/** Adds up laws over one graph. */
export function joinPairs(laws: readonly WeightedPair[]): JoinedPairs {
  const arena = new Arena();
  const values = laws.map(({ law, weight }, k) => {
    const renamed = (node: Node): Node | undefined =>
      node.operation === 'parameter' ? arena.parameter(`${k}.${node.name}`) : undefined;
    return arena.node('mul', arena.number(weight), arena.adopt(law.value, renamed));
  });
  const value = values.reduce((sum, each) => arena.node('add', sum, each));
  const all = laws.flatMap(({ law }, k) =>
    law.parameters.map((parameter) => ({ ...parameter, law: k, symbol: `${k}.${parameter.name}` })),
  );
  const parameters = [...all.filter(({ per }) => per !== 'one'), ...all.filter(({ per }) => per === 'one')];
  const coupled = laws.some(({ law }) => law.facts.coupled);
  return { arena, parameters, coupled, values, value };
}
