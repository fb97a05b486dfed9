import { RandomKey, selectBackend } from '@hkmem/backend';
import '@hkmem/backend-wasm';
import { fixedSteps, hopfield, integrate } from '@hkmem/dynamics';

// The modern Hopfield memory (Ramsauer et al., arXiv 2008.02217) with its hidden units (Krotov and Hopfield, arXiv
// 2008.06996): one hidden unit a pattern, softmax(beta x) among them, and the patterns as weights.
const [dimension, count, turned, beta] = [64, 1000, 8, 1];
const spec = hopfield(dimension + count, {
  activation: 'identity',
  layers: [dimension, { size: count, activation: 'softmax', beta }],
});

const key = RandomKey.fromSeed(1);
const patterns = Float32Array.from(key.fold('patterns').uniform(count * dimension), (u) => (u < 0.5 ? -1 : 1));
const { backend } = await selectBackend('wasm');
const engine = backend.createEngine(spec);
engine.writeParameter('hopfield.layers.0', patterns);

// A cue of every pattern, with entries turned over at random; hidden units start at rest.
const cues = new Float32Array(count * spec.neurons);
for (let n = 0; n < count; n++) {
  const places = key.fold(n).uniform(dimension);
  const order = Array.from(places.keys()).sort((a, b) => places[a]! - places[b]!);
  const pattern = patterns.subarray(n * dimension, (n + 1) * dimension);
  cues.set(pattern, n * spec.neurons);
  for (const i of order.slice(0, turned)) cues[n * spec.neurons + i]! *= -1;
}
const { state } = await integrate(engine, { x: cues }, { until: 6, control: fixedSteps(30) });

const right = Array.from({ length: count }, (_, n) =>
  patterns
    .subarray(n * dimension, (n + 1) * dimension)
    .every((entry, i) => Math.sign(state.x![n * spec.neurons + i]!) === entry),
).filter(Boolean).length;
console.log(`${count} patterns in ${dimension} dimensions, ${turned} entries of each cue turned over`);
console.log(`recalled without a wrong entry: ${right}`);
engine.dispose();
await backend.dispose();
