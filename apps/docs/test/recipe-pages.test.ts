import { existsSync, globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const guide = new URL('../guide/', import.meta.url);
const recipes = fileURLToPath(new URL('../../examples/recipes/', import.meta.url));
const page = readFileSync(new URL('recipes.md', guide), 'utf8');
const shown = [...page.matchAll(/^<<< (\S+)$/gm)].map(([, path]) => fileURLToPath(new URL(path!, guide)));

test('the page of recipes shows the files of the programs, and holds no program of its own', () => {
  expect(shown.filter((path) => !existsSync(path))).toEqual([]);
  expect(page).not.toMatch(/^```/m);
  expect(shown.every((path) => path.startsWith(recipes))).toBe(true);
});

test('every recipe is shown, and run by a test from packed packages', () => {
  const programs = globSync('**/*.{ts,js,jsx,sh}', { cwd: recipes }).map((name) => `${recipes}${name}`);
  expect(programs.length).toBeGreaterThanOrEqual(12);
  expect(programs.filter((path) => !shown.includes(path))).toEqual([]);
  const tests = globSync('{recipes,runtimes.slow,next.slow}.test.ts', {
    cwd: fileURLToPath(new URL('../../../tooling/pack-test/test/', import.meta.url)),
  }).map((name) => readFileSync(new URL(`../../../tooling/pack-test/test/${name}`, import.meta.url), 'utf8'));
  expect(tests).toHaveLength(3);
  for (const path of programs) {
    // Of several files a test copies the folder that they are in.
    const [name = ''] = path.slice(recipes.length).split('/');
    expect(
      tests.some((text) => text.includes(`'${name}'`) || text.includes(`/${name}'`)),
      name,
    ).toBe(true);
  }
});
