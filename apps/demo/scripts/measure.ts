/**
 * Measures the built site in Chromium on this machine, on wasm: what it weighs, how soon its first control can be used, here
 * and on a slow line with a slow processor, how soon a recall shows its first frame, and the longest task of the main thread
 * in each part of a visit. Prints tables in Markdown.
 *
 *   node scripts/measure.ts [first]
 *
 * With `first`, what a first visit fetches and how soon its first control works, and no more.
 */
import { cpus, loadavg } from 'node:os';
import { launch } from '../test/browser.ts';
import { countingBytes, firstControl, readThrough } from '../test/first-visit.ts';
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
/** A slow phone line, and a processor so many times slower. */
const [line, slower] = [{ bitsPerSecond: 1.6e6, latency: 150 }, 4];
const onlyFirst = process.argv.includes('first');

const browser = await launch();
const server = await serveSite(true);
const address = `${server.address}?backend=wasm`;
const newPage = async () => (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
const range = (values: readonly number[], digits = 0): string =>
  `${median(values).toFixed(digits)} (${Math.min(...values).toFixed(digits)} to ${Math.max(...values).toFixed(digits)})`;

const out = (text: string): boolean => process.stdout.write(`${text}\n`);
out(
  `${cpus().length} x ${cpus()[0]!.model}; Chromium ${browser.version()}; wasm; load ${loadavg()[1]!.toFixed(1)}; median (least to most).\n`,
);

const weighed = await newPage();
const bytes = countingBytes(weighed);
await weighed.goto(address);
await firstControl(weighed);
const first = await bytes.so();
await readThrough(weighed, bytes.so);
const all = await bytes.so();
const weights = [...all.sizes].reduce((sum, [url, size]) => sum + (url.includes('/weights/') ? size : 0), 0);
await weighed.context().close();
const kilobytes = (size: number): string => (size / 1000).toFixed(0);
out('| what is fetched, compressed | kB |');
out('| --- | ---: |');
out(`| until the first control can be used | ${kilobytes(first.total)} |`);
out(`| by a reader who sees every scene | ${kilobytes(all.total)} |`);
out(`| of that, weights and digits | ${kilobytes(weights)} |`);
out('');

const slow = await serveSite(true, line);
const slowly: number[] = [];
for (let n = 0; n < repetitions; n++) {
  const page = await newPage();
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slower });
  slowly.push(await interactiveAfter(page, `${slow.address}?backend=wasm`));
  await page.context().close();
}
await slow.close();

const starts: number[] = [];
const frames: number[] = [];
for (let n = 0; n < repetitions; n++) {
  const page = await newPage();
  starts.push(await interactiveAfter(page, address));
  if (!onlyFirst && n === repetitions - 1) {
    await page.locator('#classify').scrollIntoViewIfNeeded();
    await page.locator('#classify [data-state=done]').waitFor();
    frames.push(...(await firstFrames(page, presses)));
  }
  await page.context().close();
}

out('| what | ms |');
out('| --- | ---: |');
out(`| first control after the start of the navigation, ${repetitions} loads | ${range(starts)} |`);
out(
  `| the same at ${line.bitsPerSecond / 1e6} Mbit/s, ${line.latency} ms to every answer, main thread ${slower} times slower | ${range(slowly)} |`,
);
if (!onlyFirst) {
  out(`| first frame of a recall after the press, ${presses} presses | ${range(frames)} |`);
  out('');
  const visits: LongestTask[][] = [];
  for (let n = 0; n < repetitions; n++) {
    const page = await newPage();
    visits.push(await longestTasks(browser, page, wholeVisit(address)));
    await page.context().close();
  }
  out(`| part of a visit, ${repetitions} visits | longest task, on the processor, ms | on the clock, ms |`);
  out('| --- | ---: | ---: |');
  visits[0]!.forEach(({ part }, n) => {
    const of = (name: 'processor' | 'clock') => range(visits.map((visit) => visit[n]![name]));
    out(`| ${part} | ${of('processor')} | ${of('clock')} |`);
  });
}
await browser.close();
await server.close();
