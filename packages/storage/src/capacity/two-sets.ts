import type { RandomKey } from '@hkmem/backend';
import { effectiveWeights } from '@hkmem/coupling';
import { storeInContexts } from '../contexts/contexts.ts';
import { type Settled, settle } from '../threshold/zero-temperature.ts';
import { HebbSettler } from './hebb-settler.ts';
import { patternOf, randomColumns } from './random-binary.ts';

/** Rules that store two sets of patterns by Hebb's rule in one memory; the load is that of one set. */
export const twoSetRules = ['hebb-both', 'hebb-gated', 'hebb-contexts'] as const;
/** A rule that stores two sets. */
export type TwoSetRule = (typeof twoSetRules)[number];

/**
 * Updates of a memory that holds the set `columns` [N][P] beside another random one of the same size.
 * `hebb-both`: both in one matrix, nothing picks. `hebb-gated`: one matrix, of which a context lets the pairs act whose two
 * random signs agree, half of all, each set stored in its own pairs. `hebb-contexts`: `storeInContexts`, in its second context.
 */
export function twoSetSettler(
  rule: TwoSetRule,
  columns: readonly Int8Array[],
  key: RandomKey,
): (cue: Float64Array) => Settled {
  const N = columns.length;
  const count = columns[0]!.length;
  const others = randomColumns(N, count, key.fold('other'));
  if (rule === 'hebb-contexts') {
    const sets = [others, columns].map((set) => Array.from({ length: count }, (_, k) => patternOf(set, k)));
    const memory = storeInContexts(sets[0]!, sets[1]!, { gain: 1, overload: true });
    const weights = effectiveWeights(memory.spec, memory.parameterValues, memory.contexts[1]);
    return (cue) => settle(weights, cue);
  }
  const [own, other] = [new HebbSettler(columns).products, new HebbSettler(others).products];
  const [signs, otherSigns] = ['signs', 'other signs'].map((name) => randomColumns(N, 1, key.fold(name)));
  const weights = Float64Array.from(own, (product, at) => {
    if (rule === 'hebb-both') return product + other[at]!;
    const [i, j] = [Math.floor(at / N), at % N];
    if (signs![i]![0] !== signs![j]![0]) return 0;
    return product + (otherSigns![i]![0] === otherSigns![j]![0] ? other[at]! : 0);
  });
  return (cue) => settle(weights, cue);
}
