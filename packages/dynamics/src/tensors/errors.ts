import { HkmemError } from '@hkmem/backend';

/** The gradient of what has first derivatives only was to be differentiated. */
export class SecondDerivativeError extends HkmemError {
  /** @param of What was differentiated twice. @param way What to do instead, as a sentence. */
  constructor(of: string, way: string) {
    super(
      `${of}: a second derivative was asked for (a gradient inside what is differentiated), allowed are first derivatives. ${way}`,
    );
  }
}
