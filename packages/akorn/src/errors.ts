import { HkmemError } from '@hkmem/backend';

/** The loss of an update, or its gradient, is not finite. Everything is as before the update. */
export class OscillatorsDivergedError extends HkmemError {
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
