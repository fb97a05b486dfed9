import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { registerBackend, selectBackend } from '@hkmem/backend';
import { wasmBackend } from '@hkmem/backend-wasm';
import { loadMnist } from '@hkmem/datasets';
import { writeParameters } from '@hkmem/dynamics';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { expect, test } from 'vitest';
import { answersOf, heldOutImages } from '../../scripts/level-rounding.ts';
import { unpackMemory } from '../worker/load-memory.ts';
import type { WeightsManifest } from './weights-format.ts';

const shipped = (name: string): Uint8Array => readFileSync(new URL(`../../public/weights/${name}`, import.meta.url));
const manifestOf = (name: string): WeightsManifest => JSON.parse(new TextDecoder().decode(shipped(name)));

test('the weights are what their manifests say, of a whole configuration, and take at most 600 kB', () => {
  let total = 0;
  for (const name of ['memory.json', 'edit.json', 'rest.json', 'rest-edit.json', 'rest-lora.json', 'lora.json']) {
    const { file, bytes, sha256: sum, config, updates } = manifestOf(name);
    const content = shipped(file);
    expect(content.length, name).toBe(bytes);
    expect(bytesToHex(sha256(content)), name).toBe(sum);
    expect(Object.keys(config as object)).toEqual(
      expect.arrayContaining(['task', 'data', 'seed', 'flow', 'optimiser', 'batch', 'updates']),
    );
    expect((config as { updates: number }).updates).toBe(updates);
    total += bytes;
  }
  for (const name of ['memory.json', 'edit.json']) expect(manifestOf(name).accuracy.images).toBe(10_000);
  expect(total).toBeLessThanOrEqual(600_000);
});

test('the edit is of the memory beside it, and answers its rule better than that memory alone', () => {
  const [memory, { edit, accuracy }] = [manifestOf('memory.json'), manifestOf('edit.json')];
  expect(edit?.base).toBe(memory.sha256);
  expect(accuracy.value).toBeGreaterThan(edit!.unedited.value);
});

test('the memory at rest has a floor and restores; the other, which ends on the way, has none', () => {
  const [memory, { certificate, restored, accuracy, bytes }] = [manifestOf('memory.json'), manifestOf('rest.json')];
  expect(bytes).toBeLessThan(70_000);
  expect(certificate?.kind).toBe('floor');
  expect(memory.certificate?.kind).toBe('direction');
  expect(accuracy.value).toBeGreaterThan(0.9);
  expect(restored!.rest).toBeLessThan(0.65 * restored!.cue);
});

test.each(['memory', 'rest'])('rounding to levels left the answers of %s as they were', async (name) => {
  const manifest = manifestOf(`${name}.json`);
  const { images, right, changed, digits, digitsChanged } = manifest.rounding!;
  expect(images).toBeGreaterThanOrEqual(300);
  expect([changed / images <= 0.005, Math.abs(right.after - right.before) <= 0.005 * images]).toEqual([true, true]);
  expect(digitsChanged).toBe(0);
  registerBackend(wasmBackend);
  const { backend } = await selectBackend('wasm', { workers: 1 });
  const { spec, parameters } = unpackMemory(manifest, gunzipSync(shipped(manifest.file)));
  const engine = backend.createEngine(spec);
  writeParameters(engine, parameters);
  const settings = { atRest: name === 'rest' };
  expect(await answersOf(engine, gunzipSync(shipped('digits.bin')), settings)).toEqual(digits);
  const held = heldOutImages((await loadMnist()).train, 40);
  const answers = await answersOf(engine, held.images, settings);
  const wrong = answers.filter((answer, n) => answer !== held.labels[n]).length;
  // 1.6 and 4 of 100 are wrong of 500 and of 300.
  expect(wrong).toBeLessThanOrEqual(4);
  engine.dispose();
  await backend.dispose();
});

test('a correction has as many numbers as the edit by oscillators beside it; disturbed, only that repairs itself', () => {
  const bytesOf = (name: string): number =>
    manifestOf(name).arrays.reduce((sum, { packing, bytes }) => sum + (packing === 'levels' ? bytes : 0), 0);
  expect(Math.abs(bytesOf('lora.json') / bytesOf('edit.json') - 1)).toBeLessThan(0.005);
  const { images, rows } = manifestOf('rest-edit.json').judged!;
  expect(rows.map(({ disturbed }) => disturbed)).toEqual([0, 1, 2]);
  const [calm, once] = rows.map(({ right }) => right);
  // The rule asks for others than the memory answers for two digits in ten.
  expect(calm!.unedited).toBeLessThan(0.85 * images);
  expect(Math.min(calm!.oscillators, calm!.lora, once!.oscillators)).toBeGreaterThan(0.85 * images);
  expect(once!.oscillators).toBeGreaterThan(once!.lora);
});
