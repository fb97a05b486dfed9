import { RandomKey, selectBackend } from '@hkmem/backend';
import '@hkmem/backend-wasm';
import * as tf from '@hkmem/backend/tf';
import { complete } from '@hkmem/coupling';
import { fixedSteps, integrateTensors, kuramoto } from '@hkmem/dynamics';
import { distance, drawAxes } from './axes.ts';
import { nematicEnergy, nematicStep, symmetric, unit } from './nematic.ts';

const [neurons, batch, splits, until, noise] = [8, 32, 6, 1, 0.4];
const graph = complete(neurons);
const { backend } = await selectBackend('wasm');
const engine = backend.createEngine(kuramoto(neurons, { dimension: 3, graph, interaction: 'linear', omega: 'none' }));
const key = RandomKey.fromSeed(3);

/** The kernels' own interaction and ours by turns, a short step each: a splitting of the whole flow. */
function flow(s: tf.Tensor3D, A: tf.Tensor, C: tf.Tensor2D | undefined): tf.Tensor3D {
  const options = { control: fixedSteps(1), until: until / splits };
  let state = s;
  for (let step = 0; step < splits; step++) {
    if (C !== undefined) state = nematicStep(state, C, options.until);
    const { s: moved } = integrateTensors(engine, { 'kuramoto.A': A }, { s: state }, options);
    state = unit(moved as tf.Tensor3D);
  }
  return state;
}

/** Trains A, and C if `ours`, on new samples each time; gives the loss on samples that were never trained on. */
function train(ours: boolean): { before: number; after: number; A: tf.Variable; C: tf.Tensor2D } {
  const A = tf.variable(tf.zeros([graph.sources.length]));
  const free = tf.variable(tf.zeros([neurons, neurons])) as tf.Variable<tf.Rank.R2>;
  const end = (s: tf.Tensor3D): tf.Tensor3D => flow(s, A, ours ? symmetric(free) : undefined);
  const unseen = drawAxes(key.fold('unseen'), 100, neurons, noise);
  const test = (): number => tf.tidy(() => distance(end(unseen.noisy), unseen.clean).dataSync()[0]!);
  const before = test();
  const optimiser = tf.train.adam(0.05);
  for (let update = 0; update < 60; update++) {
    tf.tidy(() => {
      const { noisy, clean } = drawAxes(key.fold(update), batch, neurons, noise);
      optimiser.minimize(() => distance(end(noisy), clean), false, ours ? [A, free] : [A]);
    });
  }
  return { before, after: test(), A, C: symmetric(free) };
}

const without = train(false);
console.log(`linear interaction alone: loss ${without.before.toFixed(3)} -> ${without.after.toFixed(3)}`);
const { before, after, A, C } = train(true);
console.log(`with the nematic one:     loss ${before.toFixed(3)} -> ${after.toFixed(3)}`);

// The energy of the whole is the engine's and ours together, and falls along the flow.
async function energy(s: tf.Tensor3D): Promise<number> {
  const state = engine.createState(s.shape[0]);
  engine.writeStateTensors(state, { s });
  const { kuramoto: ofEngine } = await engine.energies(state);
  state.dispose();
  return tf.tidy(() => tf.mean(tf.add(tf.tensor1d(Float32Array.from(ofEngine!)), nematicEnergy(s, C))).dataSync()[0]!);
}
const { noisy } = drawAxes(key.fold('energy'), batch, neurons, noise);
console.log(
  `energy along the flow:    ${(await energy(noisy)).toFixed(2)} -> ${(await energy(flow(noisy, A, C))).toFixed(2)}`,
);
engine.dispose();
await backend.dispose();
