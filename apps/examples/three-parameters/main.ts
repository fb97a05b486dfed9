import { type AdamRule, RandomKey, selectBackend } from '@hkmem/backend';
import '@hkmem/backend-wasm';
import { complete } from '@hkmem/coupling';
import {
  fixedSteps,
  flowOptions,
  initialParameters,
  kuramoto,
  RecordedFlow,
  rk4,
  valueAndGradient,
  Workspace,
  writeParameters,
} from '@hkmem/dynamics';
import { lossLaw, pairLaw } from '@hkmem/laws';

// Three parameters, two for every edge and one for all: nothing else has to be told of them.
const interaction = pairLaw('A * r + C * tanh(beta * r^2)', { A: 'edge', C: 'edge', beta: 'one' });
// Oscillators of one group are to lie on one axis, those of different groups at right angles: r^2 is to be 1 or 0.
const sorted = lossLaw('(out^2 - y)^2');

const [neurons, dimension, batch, updates] = [8, 3, 32, 80];
const graph = complete(neurons);
const pairs = Array.from(graph.sources, (i, e) => [i, graph.targets[e]!] as const);
const together = pairs.map(([i, j]) => Number(i < neurons / 2 === j < neurons / 2));

const { backend } = await selectBackend('wasm');
const key = RandomKey.fromSeed(5);
const engine = backend.createEngine(kuramoto(neurons, { dimension, graph, interaction }));
writeParameters(engine, initialParameters(engine.spec, key.fold('start')));
const paths = [...engine.shapes.keys()];
engine.setTrainable(paths);

const workspace = new Workspace(engine, batch);
const recorded = new RecordedFlow(workspace, flowOptions({ solver: rk4, control: fixedSteps(8), until: 2 }));
const [state, cotangent] = [workspace.take(), workspace.take()];
const loss = [
  {
    loss: sorted,
    readout: { kind: 'overlaps', pairs },
    targets: Array.from({ length: batch }, () => together).flat(),
    weight: 1 / pairs.length,
  },
] as const;

const losses: number[] = [];
for (let step = 1; step <= updates; step++) {
  engine.zeroGradients();
  engine.writeState(state, { s: Float32Array.from(key.fold(step).normal(batch * neurons * dimension)) });
  engine.normalise(state);
  await recorded.forward(state);
  losses.push(await valueAndGradient(recorded, { state, cotangent, loss }));
  const adam: AdamRule = { kind: 'adam', rate: 0.1, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0, step };
  for (const path of paths) engine.optimise(path, adam);
}
const mean = (values: readonly number[]): string =>
  (values.reduce((sum, value) => sum + value, 0) / values.length).toFixed(3);
console.log(`trained ${paths.join(', ')}`);
console.log(`loss ${mean(losses.slice(0, 10))} -> ${mean(losses.slice(-10))}`);
console.log(`beta 1 -> ${(await engine.readParameter('kuramoto.beta'))[0]!.toFixed(2)}`);
workspace.dispose();
engine.dispose();
await backend.dispose();
