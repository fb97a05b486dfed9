import { readFileSync } from 'node:fs';
import { RandomKey, selectBackend } from '@hkmem/backend';
import { wattsStrogatz } from '@hkmem/coupling';
import { loadMnist } from '@hkmem/datasets';
import { adaptiveSteps, fixedSteps, hopfield, integrate } from '@hkmem/dynamics';
import { checkCheckpoint, createCheckpoint, decodeCheckpoint, lionDefaults, Trainer } from '@hkmem/training';
import { describe, expect, test } from 'vitest';
import { blocksOf } from './blocks.ts';

const messages = blocksOf('txt').filter(({ page }) => page === 'troubleshooting.md');
const { backend } = await selectBackend('cpu');
const engine = backend.createEngine(hopfield(2));
const growing = backend.createEngine(hopfield(2));
growing.writeParameter('hopfield.weights', [900, 0, 0, 900]);
const pair = Float64Array.of(1, 1);

/** A training whose first update diverges: dx/dt = 900 x. */
function diverge(): Promise<unknown> {
  const labels = Uint8Array.of(0);
  const source = {
    count: 1,
    classes: 2,
    trainingBatch: () => ({ x: Float32Array.from(pair), labels, batch: 1 }),
    *batches() {},
  };
  const flow = { solver: 'rk4', steps: 400, until: 1, jitter: 0 } as const;
  const readout = { kind: 'threshold', classes: 2 } as const;
  const optimiser = { ...lionDefaults, rate: 1e-3, schedule: { kind: 'constant' } } as const;
  const common = { engine: growing, readout, flow, optimiser, batch: 1, updates: 1, seed: 1 };
  return new Trainer({ ...common, trainable: ['hopfield.bias'] }, source).run();
}

function otherSettings(): void {
  const zeros = { shape: [2], data: new Float32Array(2) };
  const parameters = { 'hopfield.weights': { shape: [2, 2], data: new Float32Array(4) }, 'hopfield.bias': zeros };
  const parts = { spec: hopfield(2), seed: 1, integration: 'none', config: { flow: { steps: 2 } } };
  const checkpoint = createCheckpoint({ ...parts, state: { update: 0, parameters, moments: {} } });
  checkCheckpoint(checkpoint, { flow: { steps: 4 } });
}

const bothKinds = {
  neurons: 3,
  threshold: { activation: 'relu' },
  oscillators: {
    dimension: 2,
    graph: { neurons: 3, sources: Int32Array.of(0), targets: Int32Array.of(1) },
    interaction: 'linear',
    omega: 'none',
  },
} as const;

/** What brings each message about, by its first words; those that need another machine are looked up in the source. */
const causes: Readonly<Record<string, (() => unknown) | string>> = {
  "backend (import '@hkmem/backend-wasm'": () => selectBackend('wasm'),
  "backend 'webgpu' is not available": 'packages/backend/src/errors.ts',
  "tfjs's wasm backend did not start": 'packages/backend-wasm/src/tfjs-wasm.ts',
  'there and is not finite one step later': () => integrate(growing, { x: pair }, { control: fixedSteps(200) }),
  'the step limit': () => integrate(growing, { x: pair }, { control: adaptiveSteps({ maximumSteps: 5 }) }),
  'the step became too small': () =>
    integrate(growing, { x: pair }, { control: adaptiveSteps({ rtol: 0, atol: 1e-16, minimumStep: 1e-3 }) }),
  'the tolerance is below': () =>
    integrate(
      engine,
      { x: pair },
      { control: adaptiveSteps({ rtol: 0, atol: 1e-16, minimumStep: 0, maximumSteps: 1e6 }) },
    ),
  'tolerance: got': () => integrate(engine, { x: pair }, { control: adaptiveSteps({ rtol: 1e-16, atol: 1e-19 }) }),
  'update ...: the loss': diverge,
  "parameter 'hopfield.weights'": () => engine.writeParameter('hopfield.weights', [1, 2, 3]),
  'state: got arrays': () => integrate(engine, { x: Float64Array.of(1, 1, 1) }),
  "parameter 'hopfield.bias'": () => engine.writeParameter('hopfield.bias', [0, Number.NaN]),
  'parameter: ': () => engine.writeParameter('hopfield.weight', [0]),
  'coupling: got none': () => backend.createEngine(bothKinds),
  'neighbours k': () => wattsStrogatz({ neurons: 10, neighbours: 3, rewiring: 0.1, key: RandomKey.fromSeed(1) }),
  "folder 'nowhere'": () => loadMnist({ directory: 'nowhere' }),
  'safetensors: ': () => decodeCheckpoint(new TextEncoder().encode('hello, this is text')),
  'checkpoint: ': otherSettings,
  'out of memory': 'packages/backend-wasm/src/memory/heap.ts',
};

describe('every message of the page on troubleshooting is one that the code gives', () => {
  test('each has a cause here, and each cause a message', () => {
    const first = messages.map(({ text }) => Object.keys(causes).find((start) => text.includes(start)));
    expect(first).toEqual(Object.keys(causes));
  });

  test.for(messages.map(({ text }) => text.trim()))('%s', async (message) => {
    const [, cause] = Object.entries(causes).find(([start]) => message.includes(start))!;
    const parts = message.split('...').map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'));
    if (typeof cause === 'string') {
      const source = readFileSync(new URL(`../../../${cause}`, import.meta.url), 'utf8')
        .replace(/['`]\s*\+\s*['`]/g, '')
        .replaceAll('\\', '');
      const fixed = message.split(/\.\.\.|'webgpu'/).map((part) => part.trim());
      expect(fixed.filter((part) => !source.includes(part))).toEqual([]);
      return;
    }
    await expect((async () => cause())()).rejects.toThrow(new RegExp(`^${parts.join('.+')}$`));
  });
});
