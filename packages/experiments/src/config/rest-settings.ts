import type { CueDamage, CueKind, HeldSpectrum, Objective } from '@hkmem/training';

/** How a memory is trained whose answers are those at rest. */
export interface RestConfig extends Objective {
  /** Where a cue is shown: as the start of the flow, as an input all the time, or both. */
  readonly cue: CueKind;
  /** The input is that many times the cue; 1 if absent. */
  readonly strength?: number;
  /** What is done to the cues of training; nothing if absent. */
  readonly damage?: CueDamage;
  /** Training images, the last ones, that are not learned from, to choose settings by; none if absent. */
  readonly heldOut?: number;
  /** Bounds of the spectrum of what is trained of W; not held if absent. */
  readonly spectrum?: Pick<HeldSpectrum, 'low' | 'high' | 'every'>;
}
