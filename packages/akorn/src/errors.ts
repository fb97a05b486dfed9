import { HkmemError } from '@hkmem/backend';

/** A second derivative of a layer was asked for; the reverse pass has none. */
export class SecondDerivativeError extends HkmemError {
  constructor() {
    super(
      'oscillatory layer: a second derivative was asked for, allowed is the first. Take differences of first ones instead.',
    );
  }
}

/** The loss of an update, or its gradient, is not finite. Everything is as before the update. */
export class SudokuDivergedError extends HkmemError {
  /** Number of the update that failed, from 1. */
  readonly update: number;

  constructor(update: number, loss: number, norm: number) {
    super(
      `update ${update}: the loss is ${loss} and the norm of its gradient ${norm}, allowed are finite numbers. ` +
        'Everything is as before the update. Take a lower rate or a lower limit of the norm.',
    );
    this.update = update;
  }
}
