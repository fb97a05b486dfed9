import { RandomKey, selectBackend } from '@hkmem/backend';
import '@hkmem/backend-wasm';
import '@hkmem/backend-webgpu';
import { complete } from '@hkmem/coupling';
import { glyphs } from '@hkmem/datasets';
import { hopfieldKuramoto, initialParameters, recall, writeParameters } from '@hkmem/dynamics';
import { LyapunovMonitor } from '@hkmem/energy';
import { imageSource, lionDefaults, Trainer } from '@hkmem/training';

/** Uses every package on the backend that `?backend=` names, and writes what came out into the page. */
const name = new URLSearchParams(location.search).get('backend') ?? 'auto';
const { backend } = await selectBackend(name, { assets: new URL('tfjs/', location.href).href });

const key = RandomKey.fromSeed(1);
const [neurons, readout] = [80, { kind: 'threshold', classes: 10 } as const];
const graph = complete(neurons);
const spec = hopfieldKuramoto(
  neurons,
  { activation: 'relu' },
  { dimension: 2, graph, interaction: 'linear', omega: 'none', learnedStart: true },
  { kind: 'additive' },
);
const engine = backend.createEngine(spec);
writeParameters(engine, initialParameters(spec, key));
const { train } = glyphs({ count: 40, random: key.stream() });
const trainer = new Trainer(
  {
    engine,
    readout,
    flow: { solver: 'heun', steps: 2, until: 1, jitter: 0 },
    optimiser: { ...lionDefaults, rate: 1e-3 },
    trainable: ['hopfield.weights', 'kuramoto.A'],
    batch: 4,
    updates: 2,
    seed: 1,
  },
  imageSource({ set: train, neurons, key }),
);
const ended = await trainer.run();

const x = Float64Array.from({ length: neurons }, (_, i) => Math.sin(i));
const s = Float64Array.from({ length: 2 * neurons }, (_, i) => (i % 2 === 0 ? 0.8 : 0.6));
const { code, energies } = await recall(engine, { x, s }, { until: 2 });
const monitor = LyapunovMonitor.of(engine);
for (const { t, total } of energies) monitor.observe(t, total);
const result = { backend: backend.name, ended, code, falls: monitor.holds(), points: energies.length > 2 };
document.querySelector('#result')!.textContent = JSON.stringify(result);
document.body.dataset['done'] = 'yes';
