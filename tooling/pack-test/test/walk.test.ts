import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '@hkmem/release/run';
import { describeOn } from '@hkmem/vitest-preset/device';
import type { Locator, Page } from 'playwright-core';
import { expect, inject, test } from 'vitest';
import { browserAbsence, visit } from '../src/browser.ts';
import { examplesOf } from '../src/examples.ts';
import { installAsSaid } from '../src/install.ts';
import { root } from '../src/prepare.ts';

const { tarballs, library } = inject('prepared');
const unbuilt = ['apps/demo', 'apps/docs'].filter((app) => !existsSync(join(root, app, 'dist/index.html')));
const absence = browserAbsence ?? (unbuilt.length === 0 ? undefined : `not built: ${unbuilt.join(', ')}`);
const patient = { timeout: 90_000 };
const screen = { width: 1280, height: 800 };

/** What a program prints that was copied from a page into a folder where its packages are. */
async function printed(folder: string, name: string, program: string): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.ts`), program);
  const { stdout, stderr, status } = await run(process.execPath, [`${name}.ts`], { cwd: folder });
  expect({ stderr, status }, name).toEqual({ stderr: '', status: 0 });
  return stdout.trim().split('\n');
}

async function expectInSight(found: Locator): Promise<void> {
  const box = (await found.boundingBox())!;
  expect(box.y).toBeGreaterThanOrEqual(0);
  expect(box.y + box.height).toBeLessThanOrEqual(screen.height);
}

/** The program of a code block, and the install line that stands above it. */
async function codeBelow(page: Page, heading: string): Promise<{ line: string; code: string }> {
  const title = page.getByRole('heading', { level: 2, name: heading });
  await title.waitFor();
  return title.evaluate((start) => {
    const after = (selector: string): string => {
      for (let at = start.nextElementSibling; at !== null; at = at.nextElementSibling) {
        const found = at.matches(selector) ? at : at.querySelector(selector);
        if (found?.textContent) return found.textContent;
      }
      return '';
    };
    return { line: after('p > code'), code: after('pre code') };
  });
}

describeOn('browser', absence, () => {
  test('a newcomer lands, understands, tries, takes the code along, and runs it and a recipe from the packages', {
    timeout: 400_000,
  }, async () => {
    const site = join(library, '..', 'site');
    const assembled = await run(
      process.execPath,
      [join(root, 'apps/docs/scripts/assemble-site.ts'), join(site, 'dist')],
      { cwd: root },
    );
    expect(assembled.status, assembled.stderr).toBe(0);
    const { faults } = await visit(site, '?backend=wasm', async (page) => {
      await page.setViewportSize(screen);
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);

      // Lands: what it is, and something to move, in the first screen.
      const title = page.getByRole('heading', { level: 1, name: /^Threshold units remember/ });
      await title.waitFor();
      await expectInSight(title);
      const scene = page.locator('#restore');
      await scene.locator('.timeline input:enabled').waitFor(patient);
      await expectInSight(scene.getByLabel('Time of the recall'));
      await scene.locator('[data-state=done]').waitFor(patient);

      // Tries: one press, and the answer beside it is another.
      await expect.poll(() => scene.getByTestId('flip-answer').textContent(), patient).toBe('3');
      await expectInSight(scene.getByLabel('5 to 9'));
      await scene.getByLabel('5 to 9').click();
      await expect.poll(() => scene.getByTestId('flip-answer').textContent(), patient).toMatch(/^[5-9]$/);
      await expectInSight(scene.getByTestId('flip-answer'));

      // Takes the code along: it says on its own page and in Node what the scene shows.
      await scene.locator('[data-state=done]').waitFor(patient);
      const answer = await scene.getByTestId('restore-answer').textContent();
      await scene.getByText('The program of this view').click();
      await scene.getByRole('button', { name: 'Copy' }).click();
      await scene.getByText('Copied.').waitFor();
      const program = await page.evaluate(() => navigator.clipboard.readText());
      const opened = page.context().waitForEvent('page');
      await scene.getByRole('link', { name: 'Open as a page' }).click();
      const tab = await opened;
      expect(await tab.getByTestId('program-text').inputValue()).toBe(program);
      await tab.getByRole('button', { name: 'Run' }).click();
      const output = tab.getByTestId('program-output');
      await expect.poll(() => output.getAttribute('data-phase'), patient).toBe('done');
      const told = (await output.textContent())!.trim().split('\n');
      expect(told.join('\n')).toMatch(new RegExp(`answers ${answer}; at-rest`));
      await tab.close();
      expect(await printed(join(library, 'walk'), 'scene', program)).toEqual(told);

      // Goes on to the documentation: ten lines, and ways on.
      await page.getByRole('link', { name: 'Docs', exact: true }).click();
      const ten = await codeBelow(page, 'Ten lines');
      const way = (title: string): Locator => page.locator('a', { hasText: title });
      for (const title of ['Use it', 'Understand it', 'Extend it']) await way(title).waitFor();
      const folder = join(library, '..', 'walk');
      await installAsSaid(folder, tarballs, ten.line);
      const [example] = examplesOf('index', `\`\`\`ts\n${ten.code}\n\`\`\``);
      expect(example!.prints).not.toHaveLength(0);
      expect(await printed(folder, 'ten-lines', ten.code)).toEqual(example!.prints);

      // And to a recipe.
      await way('Use it').click();
      await page.getByRole('heading', { level: 1, name: 'Five-minute start' }).waitFor();
      await page.getByRole('link', { name: 'Recipes', exact: true }).click();
      await page.getByRole('heading', { level: 1, name: 'Recipes' }).waitFor();
      const recipe = await codeBelow(page, 'Store and restore patterns');
      await installAsSaid(folder, tarballs, recipe.line);
      expect(await printed(folder, 'recipe', recipe.code)).toEqual(['8 of 8 restored']);
    });
    expect(faults).toEqual([]);
  });
});
