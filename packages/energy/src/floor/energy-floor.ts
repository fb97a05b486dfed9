import type { HostState } from '@hkmem/backend';
import type { EigenvalueBounds } from '../spectrum/extreme-eigenvalues.ts';

/** What every certificate says. */
interface Certificate {
  /**
   * Whether the energy never rises along the flow: L convex, symmetric weights, no local omega (arXiv 2505.03648). With
   * a floor it then comes to rest; a global omega goes on turning all oscillators alike.
   */
  readonly descends: boolean;
  /** Bounds of the largest eigenvalue of W (plus |w_e| / kappaH at the edges of a coupling), where they were needed. */
  readonly spectrum?: EigenvalueBounds;
  /** The certificate in a sentence or two. */
  readonly text: string;
}

/** The energy of every state, s on the sphere, is at least `floor`. */
export interface FloorCertificate extends Certificate {
  /** Tells it from the others. */
  readonly kind: 'floor';
  /** In units of E. */
  readonly floor: number;
  /** The bounds of the terms as they enter E; a coupling is in that of the threshold units. */
  readonly parts: { readonly threshold?: number; readonly kuramoto?: number };
}

/** The energy falls without end: along t `direction` it tends to -`rate` t^2. */
export interface DirectionCertificate extends Certificate {
  /** Tells it from the others. */
  readonly kind: 'direction';
  /** x [N] of length 1, to be multiplied by t; s [N, D], to be left as it is. */
  readonly direction: HostState;
  /** Above 0. */
  readonly rate: number;
}

/** Neither a floor nor a direction without one was found. */
export interface UnknownCertificate extends Certificate {
  /** Tells it from the others. */
  readonly kind: 'unknown';
  /** What was tried, with numbers. */
  readonly why: string;
}

/** Whether the energy of a system is bounded below. */
export type EnergyFloor = FloorCertificate | DirectionCertificate | UnknownCertificate;

/** What to do about a system whose energy has no floor, as the end of a sentence. */
export const wayToAFloor: string =
  'an activity with bounds (tanh, sigmoid, softmax), weights whose largest eigenvalue is held below 1, or a flow to an ' +
  'end time instead of to rest';
