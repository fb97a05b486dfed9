import MagicString, { type SourceMap } from 'magic-string';
import type { Guarded } from './tables.ts';

/** Writes guards into the text of a file, in front of what each function does. `tables` is the module that has them. */
export function writeGuards(
  text: string,
  guarded: readonly Guarded[],
  tables: string,
): { code: string; map: SourceMap } {
  const source = new MagicString(text);
  for (const { name, table, parameters, node } of guarded) {
    const taken: string[] = [];
    const names = node.params.slice(0, parameters.length).map((parameter, index) => {
      const inner = parameter.type === 'AssignmentPattern' ? parameter.left : parameter;
      if (inner.type === 'Identifier') return inner.name;
      // What is taken apart in the list of parameters would fail before anything is checked.
      if (!('typeAnnotation' in inner) || inner.typeAnnotation == null)
        throw new Error(`${name}: parameter ${index} has no type`);
      const pattern = text.slice(inner.start, inner.typeAnnotation.start);
      source.overwrite(inner.start, inner.typeAnnotation.start, `$${index}`);
      taken.push(`const ${pattern} = $${index};`);
      return `$${index}`;
    });
    const call = `$accept(${JSON.stringify(name)}, $${table}, [${names.join(', ')}])`;
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
