import MagicString, { type SourceMap } from 'magic-string';
import type { Members } from './kind.ts';
import type { Guarded } from './tables.ts';

/** Values by default that are written as they are. */
const plain = new Set(['Literal', 'UnaryExpression', 'ArrayExpression', 'ObjectExpression']);

/** Writes guards into the text of a file, in front of what each function does. `tables` is the module that has them. */
export function writeGuards(
  text: string,
  guarded: readonly Guarded[],
  tables: string,
): { code: string; map: SourceMap } {
  const source = new MagicString(text);
  for (const { name, table, parameters, node } of guarded) {
    const taken: string[] = [];
    const names = node.params.slice(0, Object.keys(parameters).length).map((parameter, index) => {
      const rest = parameter.type === 'RestElement';
      const inner = parameter.type === 'AssignmentPattern' ? parameter.left : rest ? parameter.argument : parameter;
      if (parameter.type === 'AssignmentPattern' && inner.type === 'Identifier' && !plain.has(parameter.right.type)) {
        // What it is by default follows from arguments that are not checked yet.
        source.overwrite(parameter.start, parameter.end, `$${index}?: unknown`);
        const value = text.slice(parameter.right.start, parameter.right.end);
        taken.push(`let ${inner.name} = $${index} === undefined ? ${value} : $${index};`);
        return `$${index}`;
      }
      if (inner.type === 'Identifier') return inner.name;
      // What is taken apart in the list of parameters would fail before anything is checked.
      if (!('typeAnnotation' in inner) || inner.typeAnnotation == null)
        throw new Error(`${name}: parameter ${index} has no type`);
      const pattern = text.slice(inner.start, inner.typeAnnotation.start);
      source.overwrite(inner.start, inner.typeAnnotation.start, `$${index}`);
      taken.push(`const ${pattern} = $${index};`);
      return `$${index}`;
    });
    const call = `${shortcut(parameters, names)}$accept(${JSON.stringify(name)}, $${table}, [${names.join(', ')}])`;
    const { body } = node;
    if (body === null) continue;
    if (body.type === 'BlockStatement') source.appendLeft(body.start + 1, ` ${call}; ${taken.join(' ')}`);
    else if (taken.length === 0) {
      source.appendLeft(body.start, `(${call}, `);
      source.appendRight(body.end, ')');
    } else {
      source.appendLeft(body.start, `{ ${call}; ${taken.join(' ')} return `);
      source.appendRight(body.end, '; }');
    }
  }
  const imported = guarded.map(({ table }) => `${table} as $${table}`).join(', ');
  source.prepend(`import { accept as $accept } from '@hkmem/errors';import { ${imported} } from '${tables}';`);
  return { code: source.toString(), map: source.generateMap({ hires: 'boundary' }) };
}

/** Numbers and the like are looked at in place: some functions that take nothing else are called for every random number. */
function shortcut(parameters: Members, names: readonly string[]): string {
  const tests = Object.entries(parameters).map(([name, kind], index) => {
    if (typeof kind !== 'string' || !/^(number|string|boolean|function)$/.test(kind)) return undefined;
    const fits = `typeof ${names[index]} === '${kind}'`;
    return name.endsWith('?') ? `(${names[index]} === undefined || ${fits})` : fits;
  });
  return tests.includes(undefined) ? '' : `(${tests.join(' && ')}) || `;
}
