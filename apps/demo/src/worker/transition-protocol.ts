export interface TransitionRequest {
  readonly neurons: number;
  /** Half width of the Lorentzian of natural frequencies. */
  readonly spread: number;
  /** K, in the order in which they are gone through. */
  readonly couplings: readonly number[];
  readonly seed: number;
}

export interface TransitionFrame {
  readonly K: number;
  /** The length of the mean direction; averaged over time once the population has settled. */
  readonly order: number;
  /** Whether the order at this coupling is known. */
  readonly done: boolean;
  /** Directions, [N, 2]. */
  readonly s: Float32Array;
}
