import { RandomKey, type SystemSpec } from '@hkmem/backend';
import { randomGraph } from '@hkmem/backend/conformance';
import { expect, test } from 'vitest';
import { ownHeap } from '../../test/own-heap.ts';
import type { KernelName, Launcher } from '../launch/launcher.ts';
import { WasmEngine } from './wasm-engine.ts';

const key = RandomKey.fromSeed(8);
const graph = randomGraph(key, 12, 0.3);
const coupled: SystemSpec = {
  neurons: 12,
  threshold: { activation: 'tanh' },
  oscillators: { dimension: 3, graph, interaction: 'relu', omega: 'none' },
  coupling: { kind: 'additive', graph, kappaH: 1, kappaK: 1 },
};

/** Kernels that a reverse pass ran, and the reading of its gradients. */
async function kernelsOf(trainable: readonly string[]): Promise<ReadonlySet<KernelName>> {
  const { heap, launcher } = await ownHeap();
  const ran = new Set<KernelName>();
  const recording: Launcher = {
    threads: 1,
    run: (...launches) => {
      for (const { kernel } of launches) ran.add(kernel);
      launcher.run(...launches);
    },
    install: (identity, make) => launcher.install(identity, make),
    dispose: () => launcher.dispose(),
  };
  const engine = new WasmEngine(heap, recording, coupled);
  const [state, cotangent, out] = [engine.createState(4), engine.createState(4), engine.createState(4)];
  for (const each of [state, cotangent]) {
    engine.writeState(each, { x: key.fold('x').normal(48), s: key.fold('s').normal(144) });
  }
  engine.setTrainable(trainable);
  engine.vjp(state, cotangent, out);
  for (const path of trainable) await engine.readGradient(path);
  engine.dispose();
  await launcher.dispose();
  return ran;
}

test('frozen weights cost no gradient: nothing is logged for them and no product is formed', async () => {
  const oscillators = ['kuramoto.A', 'kuramoto.B', 'coupling.alpha'];
  const all = await kernelsOf(['hopfield.weights', 'hopfield.bias', ...oscillators]);
  const edit = await kernelsOf(oscillators);
  const spared = [...all].filter((kernel) => !edit.has(kernel));
  expect(spared.toSorted()).toEqual(['addSymmetric', 'logTiles', 'sumBatch', 'weightGradient']);
  expect(edit).toContain('reduceEdges');
});
