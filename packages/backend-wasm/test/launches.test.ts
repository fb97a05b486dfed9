import { readFileSync } from 'node:fs';
import { maximumTerms } from '@hkmem/backend';
import { pairLayout } from '@hkmem/laws';
import asc from 'assemblyscript/asc';
import { expect, test } from 'vitest';
import { dispatchSource } from '../build/dispatch.ts';
import { readKernels } from '../build/read-kernels.ts';
import { compilerArguments } from '../build/variants.ts';
import { launchModule } from '../build/write-launches.ts';
import { edges, lanes } from '../generated/constants.js';
import { blockBytes } from '../generated/launches.js';
import type { Launch } from '../src/launch/launcher.ts';
import { kernelText } from './kernel-text.ts';

interface Generated {
  readonly kernels: Readonly<Record<string, number>>;
  readonly blockBytes: number;
  writeLaunch(view: DataView, launch: object): void;
}

/** Runs the only kernel of a text with the launch that the module generated from it writes. */
async function runGenerated(text: string, launch: object): Promise<DataView> {
  const sources = readKernels(new Map([['fill', text]]));
  const files = new Map([
    ['assembly/fill.ts', text],
    ['assembly/elementary.ts', ''],
    ['generated/dispatch.ts', dispatchSource(sources.kernels)],
  ]);
  let binary = new Uint8Array();
  const flags = compilerArguments({ name: 'plain', relaxed: false, shared: false });
  const { error, stderr } = await asc.main([...flags, '-o', 'out.wasm'], {
    readFile: (name) => files.get(name) ?? null,
    writeFile: (_, contents) => {
      binary = contents as typeof binary;
    },
    listFiles: () => [],
  });
  expect(error, stderr?.toString()).toBeNull();
  const memory = new WebAssembly.Memory({ initial: 1 });
  const table = new WebAssembly.Table({ element: 'anyfunc', initial: 1 });
  const { instance } = await WebAssembly.instantiate(binary, { env: { memory, table } });
  const module = `data:text/javascript,${encodeURIComponent(launchModule(sources).source)}`;
  const { kernels, writeLaunch } = (await import(/* @vite-ignore */ module)) as Generated;
  writeLaunch(new DataView(memory.buffer, 64), launch);
  (instance.exports['run'] as (...values: number[]) => void)(kernels['fill']!, 64, 0, 1, 0);
  return new DataView(memory.buffer, 512);
}

test.each([
  [['out: usize', 'count: i32', 'scale: f32', 'offset: i32']],
  [['scale: f32', 'offset: i32', 'out: usize', 'count: i32']],
])('fields reach the kernel by name, in whatever order it has them: %j', async (fields) => {
  const text = kernelText('fill', fields, ['count: i32', 'scale: f32', 'offset: i32']);
  const block = { offset: -7, count: 3_000_000_000, out: 512 };
  const got = await runGenerated(text, { kernel: 'fill', block, floats: { scale: 0.75 } });
  expect(got.getUint32(0, true)).toBe(3_000_000_000);
  expect(got.getFloat32(4, true)).toBe(0.75);
  expect(got.getInt32(8, true)).toBe(-7);
});

test('every block fits in what is set aside for one, in whole cache lines', () => {
  expect(blockBytes % 64).toBe(0);
  const fields = Array.from({ length: 17 }, (_, k) => `f${k}: i32`);
  const { source, types } = launchModule(
    readKernels(new Map([['fill', kernelText('fill', ['out: usize', ...fields])]])),
  );
  expect(source).toContain('blockBytes = 128');
  expect(types).toContain('blockBytes: 128');
});

test('the compiler refuses launches whose names or types of fields are not the kernel’s', () => {
  const work = { items: 1, grain: 1 };
  const launches: Launch[] = [
    { kernel: 'addPull', ...work, block: { rate: 0, pull: 0 }, floats: { scale: 1 } },
    // @ts-expect-error A field is missing.
    { kernel: 'addPull', ...work, block: { rate: 0 }, floats: { scale: 1 } },
    // @ts-expect-error A field has another name.
    { kernel: 'addPull', ...work, block: { rate: 0, push: 0 }, floats: { scale: 1 } },
    // @ts-expect-error A float32 stands among whole numbers.
    { kernel: 'addPull', ...work, block: { rate: 0, pull: 0, scale: 1 } },
    // @ts-expect-error The kernel takes no float32.
    { kernel: 'broadcast', ...work, block: { start: 0, s: 0, size: 1, batch: 1 }, floats: { scale: 1 } },
    // @ts-expect-error There is no such kernel.
    { kernel: 'addPush', ...work, block: { rate: 0, pull: 0 }, floats: { scale: 1 } },
  ];
  expect(launches).toHaveLength(6);
});

test('a sum has a vector and a coefficient for each term that the contract allows', () => {
  const text = readFileSync(new URL('../assembly/combine.ts', import.meta.url), 'utf8');
  const { layouts } = readKernels(new Map([['combine', text]]));
  const names = layouts.find(({ name }) => name === 'CombineBlock')!.fields.map(({ name }) => name);
  const numbered = (letter: string): string[] => Array.from({ length: maximumTerms }, (_, k) => `${letter}${k}`);
  expect(names.filter((name) => /^[vc]\d+$/.test(name))).toEqual([...numbered('v'), ...numbered('c')]);
});

test('edges of laws in the table lie as those of laws that are compiled in', () => {
  const word = { symbol: 'w' };
  for (const count of [1, 2, 3]) {
    const layout = pairLayout({ words: new Array<typeof word>(count).fill(word), shared: [] });
    expect([layout.recordBytes, layout.gradientBytes]).toEqual([edges.RECORD, edges.GRADIENT]);
  }
  expect([edges.MINUS_A, edges.MINUS_B, edges.WEIGHT]).toEqual([4, 8, 12]);
  const longer = pairLayout({ words: new Array<typeof word>(4).fill(word), shared: [] });
  expect([longer.recordBytes, longer.gradientBytes]).toEqual([2 * lanes.VECTOR, lanes.VECTOR]);
});
