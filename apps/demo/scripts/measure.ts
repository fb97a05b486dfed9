/**
 * Measures the built site in Chromium on this machine, on wasm: how soon it answers, how soon a recall shows its first
 * frame, and the longest task of the main thread in each part of a visit. Prints a table in Markdown.
 *
 *   node scripts/measure.ts
 */
import { cpus, loadavg } from 'node:os';
import { launch } from '../test/browser.ts';
import {
  firstFrames,
  interactiveAfter,
  type LongestTask,
  longestTasks,
  median,
  wholeVisit,
} from '../test/main-thread.ts';
import { serveSite } from '../test/site-server.ts';

const repetitions = 3;
const presses = 7;

const browser = await launch();
const server = await serveSite(true);
const address = `${server.address}?backend=wasm`;
const newPage = async () => (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
const range = (values: readonly number[], digits = 0): string =>
  `${median(values).toFixed(digits)} (${Math.min(...values).toFixed(digits)} to ${Math.max(...values).toFixed(digits)})`;

const starts: number[] = [];
const frames: number[] = [];
for (let n = 0; n < repetitions; n++) {
  const page = await newPage();
  starts.push(await interactiveAfter(page, address));
  if (n === repetitions - 1) {
    await page.locator('#classify').scrollIntoViewIfNeeded();
    await page.locator('#classify [data-state=done]').waitFor();
    frames.push(...(await firstFrames(page, presses)));
  }
  await page.context().close();
}

const visits: LongestTask[][] = [];
for (let n = 0; n < repetitions; n++) {
  const page = await newPage();
  visits.push(await longestTasks(browser, page, wholeVisit(address)));
  await page.context().close();
}

const out = (line: string): boolean => process.stdout.write(`${line}\n`);
out(
  `${cpus().length} x ${cpus()[0]!.model}; Chromium ${browser.version()}; wasm; load ${loadavg()[1]!.toFixed(1)}; median (least to most).\n`,
);
out('| what | ms |');
out('| --- | ---: |');
out(`| a recall can be asked for, after the start of the navigation, ${repetitions} loads | ${range(starts)} |`);
out(`| first frame of a recall after the press, ${presses} presses | ${range(frames)} |`);
out('');
out(`| part of a visit, ${repetitions} visits | longest task, on the processor, ms | on the clock, ms |`);
out('| --- | ---: | ---: |');
visits[0]!.forEach(({ part }, n) => {
  const of = (name: 'processor' | 'clock') => range(visits.map((visit) => visit[n]![name]));
  out(`| ${part} | ${of('processor')} | ${of('clock')} |`);
});
await browser.close();
await server.close();
