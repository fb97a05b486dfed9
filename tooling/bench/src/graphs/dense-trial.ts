import { wasmBackend } from '@hkmem/backend-wasm';
import { hopfield } from '@hkmem/dynamics';
import { processorTime } from '../laws/comparison.ts';

/** What a dense memory takes to its first field: processor time in milliseconds, peak memory in 10^6 bytes. */
export interface DenseTrial {
  readonly neurons: number;
  /** The engine, and its room for weights. */
  readonly engine: number;
  /** Weights from an array on the host, looked at and copied. */
  readonly write: number;
  /** The first field, for which weights are packed. */
  readonly first: number;
  /** A field after that. */
  readonly field: number;
  readonly megabytes: number;
}

/** Makes an engine of so many threshold units on one thread, writes all N x N weights, and takes fields of four samples. */
export async function denseTrial(neurons: number): Promise<DenseTrial> {
  const backend = await wasmBackend.create({ workers: 1 });
  const values = new Float32Array(neurons * neurons);
  let word = 1;
  for (let k = 0; k < values.length; k++) {
    word = (Math.imul(word, 1103515245) + 12345) | 0;
    values[k] = word / 2 ** 31 / Math.sqrt(neurons);
  }
  const began = processorTime();
  const engine = backend.createEngine(hopfield(neurons));
  const made = processorTime();
  engine.writeParameter('hopfield.weights', values);
  const written = processorTime();
  const [state, out] = [engine.createState(4), engine.createState(4)];
  engine.writeState(state, { x: new Float32Array(4 * neurons).fill(0.1) });
  const before = processorTime();
  engine.field(state, out);
  const packed = processorTime();
  engine.field(state, out);
  const field = processorTime() - packed;
  engine.dispose();
  await backend.dispose();
  const megabytes = (process.resourceUsage().maxRSS * 1024) / 1e6;
  return { neurons, engine: made - began, write: written - made, first: packed - before, field, megabytes };
}

if (process.argv[1] === import.meta.filename) {
  process.stdout.write(JSON.stringify(await denseTrial(Number(process.argv[2]))));
}
