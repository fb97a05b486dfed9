import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const root = new URL('../../../', import.meta.url);
const contributing = readFileSync(new URL('CONTRIBUTING.md', root), 'utf8');

/** A recipe: its text, and the name and files of the worked example that it gives. */
interface Recipe {
  readonly title: string;
  readonly text: string;
  readonly example: string | undefined;
  readonly files: readonly string[];
}

/** `Worked example: **name**` is followed by the files in which it is done. */
const recipes: readonly Recipe[] = contributing
  .slice(contributing.indexOf('## Recipes'))
  .split(/^### /m)
  .slice(1)
  .map((section) => {
    const [title = '', ...lines] = section.split('\n');
    const text = lines.join('\n');
    const [, example, rest = ''] = /Worked example: `([^`]+)`([\s\S]*)/.exec(text) ?? [];
    const files = [...rest.matchAll(/`([\w.-]+\/[\w./-]+\.ts)`/g)].map(([, file]) => file!);
    return { title, text, example, files };
  });

test('there is a recipe for everything that may be added', () => {
  expect(recipes.map(({ title }) => title)).toEqual([
    'A Lagrangian',
    'An interaction',
    'A coupling',
    'A solver',
    'A data set',
    'A kernel',
    'A backend',
  ]);
});

describe.for(recipes.map((recipe) => [recipe.title, recipe] as const))('%s', ([, { text, example, files }]) => {
  test('every file that it names is there', () => {
    const named = [...text.matchAll(/(?:packages|apps|tooling|docs)\/[\w./-]+\.(?:ts|md)/g)].map(([file]) => file);
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((file) => !existsSync(new URL(file, root)))).toEqual([]);
  });

  test('every script that it runs is there', () => {
    for (const [, name, script] of text.matchAll(/pnpm@12 --filter (\S+) ([\w-]+)/g)) {
      const folder = `packages/${name!.replace('@hkmem/', '')}/package.json`;
      const { scripts } = JSON.parse(readFileSync(new URL(folder, root), 'utf8')) as { scripts: object };
      expect(Object.keys(scripts)).toContain(script);
    }
  });

  test('it has a worked example, which is done in every file said, a test among them', () => {
    expect(example).toBeDefined();
    expect(files.length).toBeGreaterThanOrEqual(3);
    const word = new RegExp(`\\b${example}\\b`, 'i');
    expect(files.filter((file) => !word.test(readFileSync(new URL(file, root), 'utf8')))).toEqual([]);
    expect(files.some((file) => file.endsWith('.test.ts') || file.includes('/conformance/'))).toBe(true);
  });
});
