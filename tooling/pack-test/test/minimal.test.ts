import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '@hkmem/release/run';
import { expect, inject, test } from 'vitest';
import { manifestOf } from '../src/install.ts';
import { installedIn } from '../src/tree.ts';

const { tarballs, minimal, library } = inject('prepared');

test('dynamics and backend-wasm bring what they need and nothing else of ours', () => {
  const names = installedIn(minimal).map(({ name }) => name);
  expect(names.filter((name) => /^(@hkmem\/|hkmem$)/.test(name)).sort()).toEqual([
    '@hkmem/backend',
    '@hkmem/backend-wasm',
    '@hkmem/coupling',
    '@hkmem/dynamics',
    '@hkmem/energy',
    // What all of them throw.
    '@hkmem/errors',
    // The formulas of energies, which backends compute.
    '@hkmem/laws',
  ]);
  // @webgpu/types are declarations that tfjs-core itself depends on.
  const ofOthers = names.filter((name) => /webgpu|mnist|commander|resvg|plot|zod|bullmq/.test(name));
  expect(ofOthers).toEqual(['@webgpu/types']);
  expect(names.filter((name) => name.startsWith('@tensorflow/')).sort()).toEqual([
    '@tensorflow/tfjs-backend-cpu',
    '@tensorflow/tfjs-backend-wasm',
    '@tensorflow/tfjs-core',
  ]);
});

test('there is one engine and one registry of backends in a tree', () => {
  for (const folder of [minimal, library]) {
    const names = installedIn(folder).map(({ name }) => name);
    for (const one of ['@tensorflow/tfjs-core', '@hkmem/backend']) {
      expect(
        names.filter((name) => name === one),
        `${one} in ${folder}`,
      ).toHaveLength(1);
    }
  }
});

test('what was installed recalls on wasm, in plain Node', async () => {
  const program = `
    import { selectBackend } from '@hkmem/backend';
    import '@hkmem/backend-wasm';
    import { hopfield, recall } from '@hkmem/dynamics';
    const { backend } = await selectBackend();
    const engine = backend.createEngine(hopfield(2, { activation: 'tanh' }));
    engine.writeParameter('hopfield.weights', [0, 2, 2, 0]);
    const { code, state } = await recall(engine, { x: [1, -0.5] });
    console.log(backend.name, code, Array.from(state.x, Math.sign).join(' '));
    await backend.dispose();`;
  writeFileSync(join(minimal, 'recall.js'), program);
  const { stdout, stderr, status } = await run(process.execPath, ['recall.js'], { cwd: minimal });
  expect({ stdout, stderr, status }).toEqual({ stdout: 'wasm steady-state 1 1\n', stderr: '', status: 0 });
});

test('another tfjs-core beside ours is refused, not doubled', async () => {
  const folder = join(minimal, '..', 'another-engine');
  mkdirSync(folder);
  const manifest = manifestOf(tarballs, ['@hkmem/backend'], { '@tensorflow/tfjs-core': '4.21.0' });
  writeFileSync(join(folder, 'package.json'), manifest);
  const args = ['install', '--package-lock-only', '--prefer-offline', '--no-audit', '--no-fund'];
  const { status, stderr } = await run('npm', args, { cwd: folder });
  expect([status, stderr]).toEqual([1, expect.stringContaining('ERESOLVE')]);
});
