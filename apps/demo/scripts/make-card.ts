/**
 * Draws public/card.png, the picture that others show beside a link to the site: five damaged digits, and what the
 * memory of the first scene makes of them at rest. Needs a Chromium and built packages.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { RandomKey, selectBackend } from '@hkmem/backend';
import '@hkmem/backend-wasm';
import { corrupt } from '@hkmem/datasets';
import { fixedPoint, writeParameters } from '@hkmem/dynamics';
import { chromium } from 'playwright-core';
import type { WeightsManifest } from '../src/format/weights-format.ts';
import { unpackMemory } from '../src/worker/load-memory.ts';

const weights = new URL('../public/weights/', import.meta.url);
const read = (name: string): Uint8Array => new Uint8Array(readFileSync(new URL(name, weights)));
const manifest = JSON.parse(readFileSync(new URL('rest.json', weights), 'utf8')) as WeightsManifest;
const { spec, parameters } = unpackMemory(manifest, gunzipSync(read('rest.bin')));
const { digits } = JSON.parse(readFileSync(new URL('digits.json', weights), 'utf8')) as { digits: { label: number }[] };
const bytes = gunzipSync(read('digits.bin'));

const damages = [
  [7, { kind: 'occlude', size: 12, value: 0.5 }],
  [3, { kind: 'noise', level: 0.3 }],
  [0, { kind: 'erase', half: 'bottom' }],
  [6, { kind: 'noise', level: 0.3 }],
  [2, { kind: 'erase', half: 'left' }],
] as const;
const cues = damages.map(([label, damage]) => {
  const n = digits.findIndex((digit) => digit.label === label);
  const clean = Float32Array.from(bytes.subarray(784 * n, 784 * (n + 1)), (value) => value / 255);
  return corrupt(clean, damage, RandomKey.fromSeed(label).stream(), { height: 28, width: 28 });
});

const engine = (await selectBackend('wasm')).backend.createEngine(spec);
writeParameters(engine, parameters);
const x = new Float32Array(cues.length * spec.neurons);
cues.forEach((cue, b) => {
  x.set(cue, b * spec.neurons);
});
const { state } = await fixedPoint(engine, { x }, { input: x });
const restored = cues.map((_, b) => Float32Array.from(state.x!.subarray(b * spec.neurons, b * spec.neurons + 784)));
engine.dispose();

const square = (values: Float32Array, ink: string): string => {
  const pixels = Array.from(values, (value, n) => {
    const opacity = Math.max(0, Math.min(1, value)).toFixed(2);
    return opacity === '0.00'
      ? ''
      : `<rect x="${n % 28}" y="${Math.floor(n / 28)}" width="1" height="1" fill-opacity="${opacity}"/>`;
  });
  return `<svg viewBox="0 0 28 28" shape-rendering="crispEdges" fill="${ink}">${pixels.join('')}</svg>`;
};
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--headless=new'],
});
const page = await browser.newPage({ viewport: { width: 1200, height: 630 } });
await page.setContent(`<style>
  body { margin: 0; padding: 56px 60px; background: #f7f5f0; color: #1d1b18; font: 34px/1.3 Georgia, serif; }
  h1 { font-size: 58px; font-weight: 400; line-height: 1.15; margin: 0 0 34px; }
  div { display: grid; grid-template-columns: repeat(5, 1fr); gap: 16px 22px; width: 640px; }
  svg { background: #fffefb; border: 1px solid #ddd8cc; }
  p { margin: 26px 0 0; position: absolute; right: 60px; top: 300px; width: 390px; color: #635e55; }
  b { color: #ad4208; font-weight: 400; }
</style>
<h1>Threshold units remember.<br />Oscillators steer what they remember.</h1>
<div>${cues.map((cue) => square(cue, '#1d1b18')).join('')}${restored.map((values) => square(values, '#ad4208')).join('')}</div>
<p>Five damaged digits, and <b>what the memory makes of them at rest</b>. Live in your browser: hkmem</p>`);
await page.screenshot({ path: fileURLToPath(new URL('../public/card.png', import.meta.url)) });
await browser.close();
process.exit(0);
