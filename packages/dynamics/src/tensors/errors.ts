import { HkmemError } from '@hkmem/backend';

/** The gradient of a flow on an engine was to be differentiated; engines have first derivatives only. */
export class SecondDerivativeError extends HkmemError {
  constructor() {
    super(
      'integrateTensors: a second derivative was asked for (a gradient inside what is differentiated), allowed are first ' +
        'derivatives. Take central differences of the gradient, or write the steps of the flow in operations of ' +
        'tfjs, which it differentiates as often as asked.',
    );
  }
}
