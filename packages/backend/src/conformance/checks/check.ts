import type { Comparison } from '../comparison.ts';
import type { EnginePair } from '../pair.ts';

/** What is expected of a backend beyond its numbers. */
export interface Expectations {
  /** Whether its engines decide on adaptive steps by themselves, by `createStepClock`. */
  readonly clock: boolean;
  /** Whether they let each sample have a step size of its own, by `combineSamples` and `copySamples`. */
  readonly samples: boolean;
  /** Whether tfjs has a backend here that tensors can be made on. */
  readonly tensors: boolean;
}

/** Holds some methods of the contract against the reference; rejects at the first number that is off. */
export type Check = (pair: EnginePair, comparison: Comparison, expectations: Expectations) => Promise<void>;
