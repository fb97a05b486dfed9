import { cpuBackend, type Engine, RandomKey, type SystemSpec } from '@hkmem/backend';
import { largestError } from '@hkmem/backend/conformance';
import { expect, test } from 'vitest';
import { wasmBackend } from '../wasm-backend.ts';

/** Float32 against float64, relative to the largest entry: some hundred roundings of 6e-8. */
const tolerance = 3e-5;

const layers = [7, 5, 3] as const;
const neurons = 15;
const batch = 9;
const spec: SystemSpec = { neurons, threshold: { activation: 'relu', layers } };
const paths = ['hopfield.layers.0', 'hopfield.layers.1', 'hopfield.bias'];
const key = RandomKey.fromSeed(8);

/** x [B, N] whose layers are 0 where bit l of `silent` is set. */
function rows(name: string, silent: number): Float64Array {
  const x = key.fold(name).normal(batch * neurons);
  return x.map((entry, k) => {
    const unit = k % neurons;
    const layer = unit < 7 ? 0 : unit < 12 ? 1 : 2;
    return (silent >> layer) & 1 ? 0 : entry;
  });
}

/** Fields, pull-backs and gradients of states and cotangents with every set of layers that are 0, in one order or another. */
async function everything(engine: Engine): Promise<ArrayLike<number>[]> {
  for (const [path, shape] of engine.shapes) {
    engine.writeParameter(path, key.fold(path).normal(shape.reduce((product, extent) => product * extent, 1)));
  }
  const [state, cotangent, out] = [engine.createState(batch), engine.createState(batch), engine.createState(batch)];
  engine.setTrainable(paths);
  const found: ArrayLike<number>[] = [];
  for (let n = 0; n < 64; n++) {
    const [ofState, ofCotangent] = [(5 * n) % 8, Math.floor(n / 8)];
    engine.writeState(state, { x: rows(`state ${n}`, ofState) });
    engine.writeState(cotangent, { x: rows(`cotangent ${n}`, ofCotangent) });
    // What is left in `out` from before must not show.
    engine.field(state, out);
    found.push((await engine.readState(out)).x!);
    engine.vjp(state, cotangent, out);
    found.push((await engine.readState(out)).x!);
    if (n % 5 === 4) for (const path of paths) found.push(await engine.readGradient(path));
  }
  for (const path of paths) found.push(await engine.readGradient(path));
  return found;
}

test.each([1, 2])('layers that are 0 are left out without a trace, %i threads', async (workers) => {
  const [wasm, cpu] = [await wasmBackend.create({ workers }), await cpuBackend.create({})];
  const [ours, theirs] = [await everything(wasm.createEngine(spec)), await everything(cpu.createEngine(spec))];
  expect(ours).toHaveLength(theirs.length);
  for (const [n, expected] of theirs.entries()) {
    expect(largestError(ours[n]!, expected).error, String(n)).toBeLessThan(tolerance);
  }
  await wasm.dispose();
});
