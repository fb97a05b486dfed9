import { RandomKey, selectBackend } from '@hkmem/backend';
import '@hkmem/backend-wasm';
import { recall } from '@hkmem/dynamics';
import { store } from '@hkmem/storage';
import { letters, picture, spoiled } from './patterns.ts';

const memory = store(Object.values(letters), { rule: 'projection' });
const { backend } = await selectBackend('wasm');
const engine = memory.engine(backend);

// Six pixels of each letter turned over, all letters in one batch.
const cues = spoiled(Object.values(letters), 6, RandomKey.fromSeed(7));
const { code, state, energies } = await recall(engine, { x: Float32Array.from(cues.flat()) }, { until: 40 });

memory.match(state.x!).forEach(({ index, wrong }, n) => {
  const [name, letter] = Object.entries(letters)[index]!;
  const [first, last] = [energies[0]!.total[n]!, energies.at(-1)!.total[n]!];
  const pixels = `${Math.round(wrong * letter.length)} of ${letter.length} pixels wrong`;
  console.log(`${name}: ${pixels}, energy ${first.toFixed(1)} -> ${last.toFixed(1)}, ${code}`);
  console.log(picture(cues[n]!, [...state.x!.slice(n * letter.length, (n + 1) * letter.length)]));
});
engine.dispose();
await backend.dispose();
