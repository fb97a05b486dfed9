import { HkmemError } from '@hkmem/backend';

/** A second derivative of a layer was asked for; the reverse pass has none. */
export class SecondDerivativeError extends HkmemError {
  constructor() {
    super(
      'oscillatory layer: a second derivative was asked for, allowed is the first. Take differences of first ones instead.',
    );
  }
}
