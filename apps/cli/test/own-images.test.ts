import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { glyphs } from '@hkmem/datasets';
import type { Look } from '@hkmem/view/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { encodePng } from '../src/figures/png-encoder.ts';
import { hkmem } from './capture.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'hkmem-own-images-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Three drawn digits as dark ink on paper, eight files each. */
function writeDigits(folder: string, brightness = 0): void {
  let draw = 0;
  const random = {
    uniform: (count: number) => {
      draw += count;
      return Float64Array.from({ length: count }, (_, n) => (0.618 * (draw + n)) % 1);
    },
  };
  const { train } = glyphs({ count: 80, random });
  for (let n = 0; n < train.count; n++) {
    const digit = train.labels[n]!;
    if (digit > 2) continue;
    mkdirSync(join(folder, String(digit)), { recursive: true });
    const levels = train.images.subarray(64 * n, 64 * n + 64).map((level) => 255 - level - brightness);
    const palette = Array.from({ length: 256 }, (_, level) => [level, level, level] as const);
    writeFileSync(join(folder, String(digit), `${n}.png`), encodePng(8, 8, levels, palette));
  }
}

const small = [
  '--hidden',
  '8',
  '--updates',
  '60',
  '--batch',
  '6',
  '--rate',
  '0.02',
  '--workers',
  '1',
  '--backend',
  'wasm',
  '--quiet',
];

test('a folder of pictures is trained on, known by what it holds, and asked for again', async () => {
  const pictures = join(root, 'digits');
  writeDigits(pictures);
  const args = ['train', '--data', 'images', '--data-dir', pictures, '--out', join(root, 'runs'), ...small];
  const first = await hkmem([...args, '--json']);
  expect([first.code, first.stderr]).toEqual([0, '']);
  const { count, folder, accuracy } = JSON.parse(first.stdout) as { count: number; folder: string; accuracy: number };
  expect(count).toBe(6);
  expect(accuracy).toBeGreaterThan(0.4);
  const look = JSON.parse(readFileSync(join(folder, 'look.json'), 'utf8')) as Look;
  expect([look.update, look.height, look.width, look.images.map(({ label }) => label)]).toEqual([60, 8, 8, [0, 1, 2]]);
  for (const { shown, recalled } of look.images)
    expect([shown.length, Math.max(...shown), recalled.length]).toEqual([64, 1, 64]);
  const { t, terms } = look.energies;
  expect([t[0], t.at(-1), Object.keys(terms)]).toEqual([0, 1, ['hopfield', 'total']]);
  expect(terms['total']!.at(-1)).toBeLessThan(terms['total']![0]!);
  const moved = join(root, 'elsewhere');
  writeDigits(moved);
  const again = await hkmem([...args.map((arg) => (arg === pictures ? moved : arg)), '--json']);
  expect(JSON.parse(again.stdout)).toMatchObject({ reused: true });
  expect(readdirSync(join(root, 'runs')).filter((name) => name.startsWith('base-'))).toHaveLength(1);
  const weights = join(folder, 'weights.safetensors');
  const recall = (more: readonly string[]) =>
    hkmem(['recall', '--weights', weights, '--digit', '1', '--json', '--quiet', ...more]);
  expect((await recall([])).stderr).toContain("--data-dir is needed: the folder with the images 'images:8x8,3,18+6,");
  expect((await recall(['--data-dir', moved])).code).toBe(0);
  const other = join(root, 'other');
  writeDigits(other, 9);
  writeFileSync(join(other, '0/0.png'), encodePng(8, 8, new Uint8Array(64), [[9, 9, 9]]));
  const refused = await recall(['--data-dir', other]);
  expect([refused.code === 0, refused.stderr]).toEqual([
    false,
    expect.stringContaining('Give the folder that it was begun with.'),
  ]);
});

test('pictures that cannot be taken are named, and nothing is written', async () => {
  const pictures = join(root, 'digits');
  writeDigits(pictures);
  writeFileSync(join(pictures, '1/notes.txt'), 'hello');
  mkdirSync(join(pictures, '3'));
  const args = ['train', '--data', 'images:8x8', '--out', join(root, 'runs'), ...small];
  const { code, stderr } = await hkmem([...args, '--data-dir', pictures]);
  expect(code).not.toBe(0);
  expect(stderr).toContain("1/notes.txt' is no PNG file");
  expect(stderr).toContain("class '3' is empty");
  const lacking = await hkmem(args);
  expect([lacking.code, lacking.stderr]).toEqual([2, expect.stringContaining('--data images:8x8 needs --data-dir')]);
  expect(readdirSync(root)).toEqual(['digits']);
});
