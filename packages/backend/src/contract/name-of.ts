import { ValueError } from '@hkmem/errors';

/** The name, where no law can be. @throws {ValueError} for a law: a fault in the program, which was to refuse it before. */
export function nameOf<Given>(given: Given): Extract<Given, string> {
  if (typeof given === 'string') return given as Extract<Given, string>;
  throw new ValueError('name', typeof given, 'a name: laws are not taken here');
}
