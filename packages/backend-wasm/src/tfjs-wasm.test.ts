import type { SystemSpec } from '@hkmem/backend';
import { cpuBackend } from '@hkmem/backend';
import { findBackendFactory, getBackend, registerBackend, removeBackend } from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { wasmBackend } from './wasm-backend.ts';

const spec: SystemSpec = { neurons: 3, threshold: { activation: 'tanh' } };

/** The field of a small memory at x = (1, 2, 3). */
async function fieldOn(backend: Awaited<ReturnType<typeof cpuBackend.create>>): Promise<number[]> {
  const engine = backend.createEngine(spec);
  engine.writeParameter('hopfield.weights', Float64Array.of(0, 1, 2, 1, 0, 3, 2, 3, 0));
  const [state, out] = [engine.createState(1), engine.createState(1)];
  engine.writeState(state, { x: Float64Array.of(1, 2, 3) });
  engine.field(state, out);
  const { x } = await engine.readState(out);
  engine.dispose();
  return Array.from(x!);
}

test('backends that are made at one moment start one after the other, and each of them works', async () => {
  await (await wasmBackend.create({})).dispose();
  // As in a process in which tfjs's backend has not been started yet.
  const factory = findBackendFactory('wasm');
  removeBackend('wasm');
  registerBackend('wasm', factory, 2);
  const backends = await Promise.all([1, 1, 2].map((workers) => wasmBackend.create({ workers })));
  const expected = await fieldOn(await cpuBackend.create({}));
  for (const backend of backends) {
    const found = await fieldOn(backend);
    for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, 5);
    await backend.dispose();
  }
  expect(getBackend()).toBe('wasm');
});

test('without tensors tfjs is not started, and the numbers are the same on one thread and on two', async () => {
  const factory = findBackendFactory('wasm');
  removeBackend('wasm');
  registerBackend('wasm', () => Promise.reject(new Error('it was started')), 2);
  const expected = await fieldOn(await cpuBackend.create({}));
  for (const workers of [1, 2]) {
    const backend = await wasmBackend.create({ workers, tensors: false });
    const found = await fieldOn(backend);
    for (const [i, value] of expected.entries()) expect(found[i]).toBeCloseTo(value, 5);
    await backend.dispose();
  }
  removeBackend('wasm');
  registerBackend('wasm', factory, 2);
});

test('a start that fails does not hold up the next one', async () => {
  const factory = findBackendFactory('wasm');
  removeBackend('wasm');
  registerBackend('wasm', () => Promise.reject(new Error('no memory left')), 2);
  const failing = expect(wasmBackend.create({})).rejects.toThrow(/wasm backend did not start/);
  const next = failing.then(() => {
    removeBackend('wasm');
    registerBackend('wasm', factory, 2);
    return wasmBackend.create({});
  });
  await (await next).dispose();
});
