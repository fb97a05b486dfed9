import {
  conformance,
  coveringFeatures,
  lawFeatures,
  longFeatures,
  manyPartsFeatures,
  pairFeatures,
  sameBits,
  wideFeatures,
} from '@hkmem/backend/conformance';
import { describe } from 'vitest';
import { wasmBackend } from './wasm-backend.ts';

/** Float32 against float64, relative to the largest entry: some hundred roundings of 6e-8. */
const tolerance = 3e-5;

describe.each(['plain', 'relaxed'])('%s', (variant) => {
  const threads = (workers: number) => () => wasmBackend.create({ variant, workers });
  const systems = [...coveringFeatures(), ...wideFeatures, ...manyPartsFeatures(), ...longFeatures()];
  conformance({ title: `wasm ${variant}`, create: threads(1), tolerance, laws: true, systems });
  sameBits({
    title: `1, 2 and 3 threads, ${variant}`,
    create: { '1 thread': threads(1), '2 threads': threads(2), '3 threads': threads(3) },
    tolerance,
    // What threads share out is rows and edges, whatever the units: fewer systems, with laws in the last three of each part.
    systems: [...pairFeatures(), ...wideFeatures, ...lawFeatures().slice(-3)],
  });
});
