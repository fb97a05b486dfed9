import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { placeholder, relocateScript } from '../scripts/relocatable.ts';

test('strings that name the base are made of the base at run time', () => {
  const script = relocateScript(
    `const page = "${placeholder}guide/a.html"; const other = 'plain'; const both = \`${placeholder} "and" ${placeholder}b\`; [page, other, both]`,
  );
  expect(script).not.toContain(placeholder);
  const values = runInNewContext(`globalThis.hkmemDocsBase = '/some/folder/'; ${script}`) as string[];
  expect([...values]).toEqual(['/some/folder/guide/a.html', 'plain', '/some/folder/ "and" /some/folder/b']);
});

test('a template with values is refused, since it may hold the base in a way that is not understood', () => {
  expect(() => relocateScript(`\`${placeholder}\${name}\``)).toThrow('plain strings only');
});
