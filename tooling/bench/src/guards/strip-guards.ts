/** A guard as builds have it: `accept("name", table7, [argument, ...])`. */
const guard = String.raw`accept\("[^"]+", table\d+, \[[^\]]*\]\)`;
const statement = new RegExp(String.raw`^\t+(?:[^\n;]* \|\| )?${guard};\n`, 'gm');
const inExpression = new RegExp(String.raw`\((?:[^\n;()]* \|\| )?${guard}, `, 'g');

/** The text of a build without its guards. @throws {Error} if one is left. */
export function stripGuards(text: string, source: string): string {
  const stripped = text.replaceAll(statement, '').replaceAll(inExpression, '(');
  const left = /.*\baccept\("[^\n]*/.exec(stripped);
  if (left !== null) throw new Error(`${source}: a guard is left: ${left[0].trim()}`);
  return stripped;
}
