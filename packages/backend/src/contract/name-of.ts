/** The name, where no law can be. @throws {TypeError} for a law: a fault in the program, which was to refuse it before. */
export function nameOf<Given>(given: Given): Extract<Given, string> {
  if (typeof given === 'string') return given as Extract<Given, string>;
  throw new TypeError('a law where only names are taken');
}
