import { RandomKey, selectBackend } from '@hkmem/backend';
import '@hkmem/backend-wasm';
import * as tf from '@hkmem/backend/tf';
import { complete } from '@hkmem/coupling';
import { fixedSteps, integrateTensors, kuramoto } from '@hkmem/dynamics';
import { type PairLaw, pairLaw } from '@hkmem/laws';
import { distance, drawAxes } from './axes.ts';

// The interaction: it sees axes, not directions. Where C < 0 two oscillators line up, parallel or opposite.
const nematic = pairLaw('A * r + C * r^2 / 2', { A: 'edge', C: 'edge' });

const [neurons, batch, noise] = [8, 32, 0.4];
const graph = complete(neurons);
const { backend } = await selectBackend('wasm');
const key = RandomKey.fromSeed(3);

/** Trains all parameters of an interaction on new samples each time; gives the loss on samples that were never trained on. */
function train(interaction: PairLaw | 'linear') {
  const engine = backend.createEngine(kuramoto(neurons, { dimension: 3, graph, interaction }));
  const parameters = Object.fromEntries(
    [...engine.shapes].map(([path, shape]) => [path, tf.variable(tf.zeros([...shape]))]),
  );
  const end = (s: tf.Tensor): tf.Tensor3D =>
    integrateTensors(engine, parameters, { s }, { control: fixedSteps(6) }).s as tf.Tensor3D;
  const unseen = drawAxes(key.fold('unseen'), 100, neurons, noise);
  const test = (): number => tf.tidy(() => distance(end(unseen.noisy), unseen.clean).dataSync()[0]!);
  const before = test();
  const optimiser = tf.train.adam(0.05);
  for (let update = 0; update < 60; update++) {
    tf.tidy(() => {
      const { noisy, clean } = drawAxes(key.fold(update), batch, neurons, noise);
      optimiser.minimize(() => distance(end(noisy), clean), false, Object.values(parameters));
    });
  }
  return { engine, end, before, after: test() };
}

const linear = train('linear');
console.log(`linear interaction alone: loss ${linear.before.toFixed(3)} -> ${linear.after.toFixed(3)}`);
const { engine, end, before, after } = train(nematic);
console.log(`with the nematic one:     loss ${before.toFixed(3)} -> ${after.toFixed(3)}`);

// The energy is that of the law, and falls along the flow.
async function energy(s: tf.Tensor3D): Promise<number> {
  const state = engine.createState(s.shape[0]);
  engine.writeStateTensors(state, { s });
  const { kuramoto: values } = await engine.energies(state);
  return values!.reduce((sum, value) => sum + value / s.shape[0], 0);
}
const { noisy } = drawAxes(key.fold('energy'), batch, neurons, noise);
const [first, last] = [await energy(noisy), await energy(end(noisy))];
console.log(`energy along the flow:    ${first.toFixed(2)} -> ${last.toFixed(2)}`);
await backend.dispose();
