import { UnsupportedLawError } from '../errors.ts';
import type { SystemSpec } from './system-spec.ts';

/** For a backend that takes names alone. @throws {UnsupportedLawError} naming the first law of a specification. */
export function refuseLaws(spec: SystemSpec, backend: string): void {
  const laws = {
    activation: spec.threshold?.activation,
    interaction: spec.oscillators?.interaction,
    coupling: spec.coupling?.kind,
  };
  for (const [what, given] of Object.entries(laws)) {
    if (typeof given === 'object') throw new UnsupportedLawError(what, given.formula, backend);
  }
}

/** The name, where no law can be. @throws {TypeError} for a law: a fault in the backend, which has not refused it. */
export function nameOf<Given>(given: Given): Extract<Given, string> {
  if (typeof given === 'string') return given as Extract<Given, string>;
  throw new TypeError('a law where only names are taken');
}
