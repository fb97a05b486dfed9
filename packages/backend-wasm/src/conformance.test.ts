import { conformance } from '@hkmem/backend/conformance';
import { wasmBackend } from './wasm-backend.ts';

/** Float32 against float64, relative to the largest entry: some hundred roundings of 6e-8. */
const tolerance = 3e-5;

for (const variant of ['plain', 'relaxed']) {
  for (const workers of [1, 3]) {
    const title = `wasm ${variant}, ${workers} threads`;
    conformance({ title, create: () => wasmBackend.create({ variant, workers }), tolerance });
  }
}
