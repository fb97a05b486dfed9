import { postfixOf } from '../src/expression/postfix.ts';
import type { CheckedForm } from '../src/law/checked-form.ts';
import type { Law } from '../src/law/json.ts';
import { builtInFormulas } from './built-in-formulas.ts';

/** The module of the checked forms of the laws with names; `biome check --write` gives it its final layout. */
export function builtInText(): string {
  const groups = Object.entries(checkedForms());
  const types = groups.map(([group, laws]) => {
    const names = Object.keys(laws).map((name) => `'${name}'`);
    const form = group === 'lagrangians' ? 'CheckedLagrangian' : 'CheckedForm';
    return `readonly ${group}: Readonly<Record<${names.join(' | ')}, ${form}>>;`;
  });
  const values = groups.map(([group, laws]) => {
    return `${group}: ${textOf(laws)}`;
  });
  return `import type { CheckedForm, CheckedLagrangian } from './checked-form.ts';

/** The laws of build/built-in-formulas.ts as they were checked: written by build/write-built-in.ts. */
export const builtInForms: { ${types.join(' ')} } = { ${values.join(', ')} };
`;
}

/** What the checks found of each of them, by group and name. */
export function checkedForms(): Readonly<Record<string, Readonly<Record<string, CheckedForm>>>> {
  const groups = Object.entries<Readonly<Record<string, Law>>>(builtInFormulas).map(([group, laws]) => {
    return [group, Object.fromEntries(Object.entries(laws).map(([name, law]) => [name, formOf(law)]))] as const;
  });
  return Object.fromEntries(groups);
}

function formOf({ value, parameters, identity, facts }: Law): CheckedForm {
  const stated = 'convex' in facts ? facts : { finite: facts.finite };
  return { postfix: postfixOf(value), parameters, identity, facts: stated };
}

/** A value as TypeScript; unlike JSON it has infinite numbers. */
function textOf(value: unknown): string {
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return String(value);
    return value > 0 ? 'Number.POSITIVE_INFINITY' : 'Number.NEGATIVE_INFINITY';
  }
  if (typeof value === 'string') return `'${value}'`;
  if (Array.isArray(value)) return `[${value.map(textOf).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{ ${Object.entries(value)
    .map(([name, entry]) => `${name}: ${textOf(entry)}`)
    .join(', ')} }`;
}
