import { HkmemError } from '@hkmem/backend';

/** Bounds of a spectrum that no matrix with these self-weights keeps. */
export class SpectralBoundError extends HkmemError {
  constructor(unit: number, weight: number, low: number, high: number) {
    super(
      `spectral bound: the self-weight of unit ${unit} is ${weight}, allowed is ${low} to ${high}: the eigenvalues of a ` +
        'symmetric matrix reach at least as far as its diagonal. Take wider bounds or another self-weight.',
    );
  }
}
