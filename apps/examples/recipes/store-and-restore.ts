// Patterns are stored without training, spoiled, and come back.
import { RandomKey, selectBackend } from '@hkmem/backend';
import '@hkmem/backend-wasm';
import { recall } from '@hkmem/dynamics';
import { store } from '@hkmem/storage';

const [count, neurons] = [8, 64];
const signs = (key: RandomKey, length: number) => Array.from(key.normal(length), (value) => (value < 0 ? -1 : 1));
const patterns = Array.from({ length: count }, (_, n) => signs(RandomKey.fromSeed(1).fold(n), neurons));

const { backend } = await selectBackend('wasm', { workers: 1 });
const memory = store(patterns, { rule: 'projection' });
const engine = memory.engine(backend);

// Each pattern with eight of its signs turned over, all in one batch.
const spoiled = patterns.flatMap((pattern, n) => pattern.map((sign, i) => ((i + n) % 8 === 0 ? -sign : sign)));
const { state } = await recall(engine, { x: Float32Array.from(spoiled) }, { until: 40 });
const matches = memory.match(state.x!);
console.log(matches.filter(({ index, wrong }, n) => index === n && wrong === 0).length, 'of', count, 'restored');

engine.dispose();
await backend.dispose();
