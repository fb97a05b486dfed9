import { RandomKey, selectBackend } from '@hkmem/backend';
import '@hkmem/backend-wasm';
import { hopfield, recall } from '@hkmem/dynamics';
import { flipped, projectionWeights } from './memory.ts';
import { letters, picture } from './patterns.ts';

const patterns = Object.values(letters);
const neurons = patterns[0]!.length;

const { backend } = await selectBackend('wasm');
const engine = backend.createEngine(hopfield(neurons, { activation: 'tanh' }));
engine.writeParameter('hopfield.weights', projectionWeights(patterns));

// Six pixels of each letter turned over, all letters in one batch.
const key = RandomKey.fromSeed(7);
const spoiled = patterns.map((pattern, n) => flipped(pattern, 6, key.fold(n)));
const { code, state, energies } = await recall(engine, { x: Float32Array.from(spoiled.flat()) }, { until: 40 });

for (const [n, name] of Object.keys(letters).entries()) {
  const answer = Array.from(state.x!.slice(n * neurons, (n + 1) * neurons), Math.sign);
  const wrong = answer.filter((sign, i) => sign !== patterns[n]![i]).length;
  const [first, last] = [energies[0]!.total[n]!, energies.at(-1)!.total[n]!];
  console.log(
    `${name}: ${wrong} of ${neurons} pixels wrong, energy ${first.toFixed(1)} -> ${last.toFixed(1)}, ${code}`,
  );
  console.log(picture(spoiled[n]!, answer));
}
engine.dispose();
await backend.dispose();
