import { describeOn } from '@hkmem/vitest-preset/device';
import { expect, onTestFinished, test } from 'vitest';
import { firefoxAbsence, openFirefox } from './firefox.ts';
import { sharedSite } from './site-server.ts';

/** An expression that resolves with the text of what a selector finds, once it is there and matches, or with '' after a while. */
const found = (selector: string, pattern: RegExp = /(?:)/): string => `new Promise((resolve) => {
  const begun = Date.now();
  const look = () => {
    const text = document.querySelector(${JSON.stringify(selector)})?.textContent;
    if (text !== undefined && ${pattern}.test(text)) resolve('found: ' + text);
    else if (Date.now() - begun > 100000) resolve('nothing at ${selector}');
    else setTimeout(look, 100);
  };
  look();
})`;
const scrolled = (id: string): string => `document.getElementById('${id}').scrollIntoView({ behavior: 'instant' })`;

/** What is waited for in every scene. */
const scenes: readonly (readonly [id: string, selector: string, pattern?: RegExp])[] = [
  ['restore', '#restore [data-state=done] [data-testid=restore-answer]', /7/],
  ['remember', '[data-testid=remember-answer]', /It is back, to the last pixel/],
  ['classify', '#classify [data-state=done] [data-testid=classify-answer]', /3/],
  ['synchronise', '[data-testid=sync-order]', /\d/],
  ['bind', '#bind [data-state=done] [data-testid=bind-answer-1]', /1/],
  ['train', '#train button.main, #train button', /Train/],
  ['laws', '#laws [data-state=done] [data-testid=law-floor]', /nowhere below/],
  ['settle', '#settle [data-state=done] [data-testid=settle-answer]', /empty cells are right/],
  ['backends', '#backends button', /./],
];

describeOn('firefox', firefoxAbsence, () => {
  test('every scene works in Firefox, on wasm, without an error', async () => {
    const page = await openFirefox();
    onTestFinished(() => page.close());
    const { address } = await sharedSite(false);
    await page.goto(`${address}?backend=wasm`);
    for (const [id, selector, pattern] of scenes) {
      await page.evaluate(found(`#${id}-title`));
      await page.evaluate(scrolled(id));
      expect(await page.evaluate(found(selector, pattern)), id).toMatch(/^found/);
    }
    const backend = "document.querySelector('[data-testid=backend]').dataset.backend";
    expect(await page.evaluate(backend)).toBe('wasm');
    expect(page.faults).toEqual([]);
  }, 400_000);
});
