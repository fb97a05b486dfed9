import { UnknownNameError, ValueError } from '@hkmem/backend';
import { checkWhole } from '../check-numbers.ts';
import { upperQuantile } from '../patterns/upper-tail.ts';

/**
 * Rules whose capacity can be measured. `log-sum-relu` is that of `KernelMemory` with patterns of normal entries;
 * `random-features` a `FeatureMemory` of N^2 numbers, as many as a matrix of weights has. `projection` keeps its diagonal, `projection-zero` leaves it out. `hebb-both`,
 * `hebb-gated` and `hebb-contexts` store two sets of patterns in one memory, see `storeInContexts`; their load is that of one.
 */
export const capacityRules = [
  'hebb',
  'projection',
  'projection-zero',
  'storkey',
  'perceptron',
  'polynomial-3',
  'polynomial-4',
  'exponential',
  'log-sum-relu',
  'random-features',
  'hebb-both',
  'hebb-gated',
  'hebb-contexts',
] as const;
/** A rule whose capacity can be measured. */
export type CapacityRule = (typeof capacityRules)[number];

/** One measurement: what is stored, and how patterns are damaged before they are recalled. */
export interface CapacityTrial {
  /** The rule. */
  readonly rule: CapacityRule;
  /** N, at least 2. */
  readonly neurons: number;
  /** How much is stored, as `patternsAt` counts it. */
  readonly load: number;
  /** Share of entries turned over in every cue, 0 to 0.5; of `log-sum-relu` its distance over half the least one, 0 to 2. */
  readonly damage: number;
  /** Of patterns and damages. */
  readonly seed: number;
  /** Patterns that are recalled, from the first; all if there are fewer. */
  readonly tried: number;
}

/** The known number of random patterns that a rule holds, with its source. */
export interface KnownLimit {
  /** As a load; infinite where any number is held. */
  readonly load: number;
  /** As a damage, where it says so. */
  readonly damage?: number;
  /** What it says, and who says it. */
  readonly text: string;
}

/** N to what power a load counts: P = load N^power; 0 where it is ln P = load N. */
function powerOf(rule: CapacityRule): number {
  if (rule === 'exponential') return 0;
  return rule === 'polynomial-3' ? 2 : rule === 'polynomial-4' ? 3 : 1;
}

/**
 * Patterns at a load: load N for weights, load N^(n-1) for polynomials of degree n, e^(load N) for exponential memories; at
 * least 1.
 */
export function patternsAt({ rule, neurons, load }: Pick<CapacityTrial, 'rule' | 'neurons' | 'load'>): number {
  const power = powerOf(rule);
  return Math.max(1, Math.round(power === 0 ? Math.exp(load * neurons) : load * neurons ** power));
}

/** The load up to which theory says that random patterns are held at size N. @throws {ValueError} unless N is a whole number from 2. */
export function knownLimit(rule: CapacityRule, neurons: number): KnownLimit | undefined {
  checkWhole('neurons', neurons, 2);
  switch (rule) {
    case 'hebb':
    case 'hebb-contexts':
      return { load: 0.138, text: '0.138 N (Amit, Gutfreund, Sompolinsky 1985)' };
    case 'hebb-both':
      return { load: 0.069, text: 'half of 0.138 N (Amit, Gutfreund, Sompolinsky 1985)' };
    case 'projection':
    case 'projection-zero':
      return { load: 1, text: 'N (Personnaz, Guyon, Dreyfus 1985)' };
    case 'storkey':
      return { load: 1 / Math.sqrt(2 * Math.log(neurons)), text: 'without an error: N / sqrt(2 ln N) (Storkey 1997)' };
    case 'polynomial-3':
    case 'polynomial-4': {
      const odd = rule === 'polynomial-3' ? 3 : 15;
      const text = 'without an error: N^(n-1) / (2 (2n-3)!! ln N) (Krotov, Hopfield 2016)';
      return { load: 1 / (2 * odd * Math.log(neurons)), text };
    }
    case 'log-sum-relu':
      return {
        load: Number.POSITIVE_INFINITY,
        damage: 1,
        text: 'exact up to half the least distance (arXiv 2506.10801)',
      };
    case 'exponential':
      return { load: Math.LN2 / 2, text: 'proven to hold: e^(N ln 2 / 2) (Demircigil et al. 2017)' };
    default:
      return undefined;
  }
}

/**
 * The load at which theory says that half of the patterns are at rest without a wrong sign, for sums of powers of overlaps
 * (`hebb`, `polynomial-n`): the field of a unit has a noise of variance (2n-3)!! P / N^(n-1) relative to the square of its
 * signal, so a pattern is at rest with chance (1 - Q(z))^N, z^2 = N^(n-1) / ((2n-3)!! P), Q the tail of a normal number
 * (McEliece et al. 1987; Krotov, Hopfield 2016). N^(n-1) / (2 (2n-3)!! ln N) is its leading term.
 * @throws {ValueError} unless N is a whole number from 2.
 */
export function expectedExactLoad(rule: CapacityRule, neurons: number): number | undefined {
  checkWhole('neurons', neurons, 2);
  const odd = ({ hebb: 1, 'polynomial-3': 3, 'polynomial-4': 15 } as Partial<Record<CapacityRule, number>>)[rule];
  return odd && 1 / (odd * upperQuantile(Math.LN2 / neurons) ** 2);
}

/** Patterns that a trial may hold: what fits in memory. */
const mostEntries = 2 ** 28;

/** @throws {ValueError | UnknownNameError} naming the first thing of a trial that does not hold together. */
export function checkTrial(trial: CapacityTrial): void {
  const { rule, neurons, load, damage, seed, tried } = trial;
  if (!capacityRules.includes(rule)) throw new UnknownNameError('rule', rule, capacityRules);
  if (!Number.isInteger(neurons) || neurons < 2) throw new ValueError('neurons', neurons, 'a whole number from 2');
  if (!(load > 0)) throw new ValueError('load', load, 'a number above 0');
  const most = rule === 'log-sum-relu' ? 2 : 0.5;
  if (!(damage >= 0 && damage <= most)) throw new ValueError('damage', damage, `a share from 0 to ${most}`);
  if (!Number.isSafeInteger(seed) || seed < 0) throw new ValueError('seed', seed, 'a whole number from 0');
  if (!Number.isInteger(tried) || tried < 1) throw new ValueError('tried', tried, 'a whole number from 1');
  const count = patternsAt(trial);
  // Directions of random features are N^3 / 2 numbers.
  const own = rule === 'random-features' ? neurons ** 3 / 2 : 0;
  if (count * neurons > mostEntries || own > mostEntries || (powerOf(rule) === 1 && neurons > 8192)) {
    const way = 'Take fewer units or a smaller load.';
    throw new ValueError(
      `${count} patterns of ${neurons} units`,
      count * neurons,
      `${mostEntries} entries at most`,
      way,
    );
  }
  if (rule.startsWith('projection') && count > neurons) {
    throw new ValueError('load', load, "at most 1 for the rule 'projection', which holds N patterns");
  }
}
