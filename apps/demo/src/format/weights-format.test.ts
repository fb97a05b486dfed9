import { readFileSync } from 'node:fs';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { expect, test } from 'vitest';
import type { WeightsManifest } from './weights-format.ts';

const shipped = (name: string): Uint8Array => readFileSync(new URL(`../../public/weights/${name}`, import.meta.url));
const manifestOf = (name: string): WeightsManifest => JSON.parse(new TextDecoder().decode(shipped(name)));

test('the weights are what their manifests say, of a whole configuration, and take at most 1.8 MB', () => {
  let total = 0;
  for (const name of ['memory.json', 'edit.json']) {
    const { file, bytes, sha256: sum, config, accuracy, updates } = manifestOf(name);
    const content = shipped(file);
    expect(content.length).toBe(bytes);
    expect(bytesToHex(sha256(content))).toBe(sum);
    expect(Object.keys(config as object)).toEqual(
      expect.arrayContaining(['task', 'data', 'seed', 'flow', 'optimiser', 'batch', 'updates']),
    );
    expect((config as { updates: number }).updates).toBe(updates);
    expect(accuracy.images).toBe(10_000);
    total += bytes;
  }
  expect(total).toBeLessThanOrEqual(1.8e6);
});

test('the edit is of the memory beside it, and answers its rule better than that memory alone', () => {
  const [memory, { edit, accuracy }] = [manifestOf('memory.json'), manifestOf('edit.json')];
  expect(edit?.base).toBe(memory.sha256);
  expect(accuracy.value).toBeGreaterThan(edit!.unedited.value);
});

test('the memory at rest has a floor and restores; the other, which ends on the way, has none', () => {
  const [memory, { certificate, restored, accuracy, bytes, file, sha256: sum }] = [
    manifestOf('memory.json'),
    manifestOf('rest.json'),
  ];
  expect(bytesToHex(sha256(shipped(file)))).toBe(sum);
  expect(bytes).toBeLessThan(200_000);
  expect(certificate?.kind).toBe('floor');
  expect(memory.certificate?.kind).toBe('direction');
  expect(accuracy.value).toBeGreaterThan(0.9);
  expect(restored!.rest).toBeLessThan(0.65 * restored!.cue);
});
