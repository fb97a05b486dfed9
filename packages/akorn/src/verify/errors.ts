import { HkmemError } from '@hkmem/backend';

/** A fixture file of oscillatory layers that is not of the expected form; says where. */
export class AkornFixtureError extends HkmemError {
  constructor(where: string, expected: string) {
    super(`akorn fixture file: ${where} should be ${expected}. Compare it with akorn.json in the documentation.`);
  }
}
