import type { Backend } from '../contract/backend.ts';
import type { Engine } from '../contract/engine.ts';
import { sizeOf } from '../contract/parameters.ts';
import type { SystemSpec } from '../contract/system-spec.ts';
import { CpuEngine } from '../cpu/cpu-engine.ts';
import { DeviceError } from '../errors.ts';
import { RandomKey } from '../random/random-key.ts';

const spec: SystemSpec = {
  neurons: 5,
  threshold: { activation: 'relu' },
  oscillators: {
    dimension: 3,
    graph: { neurons: 5, sources: Int32Array.of(0, 1, 2, 3), targets: Int32Array.of(1, 2, 3, 4) },
    interaction: 'relu',
    omega: 'global',
  },
  coupling: {
    kind: 'additive',
    graph: { neurons: 5, sources: Int32Array.of(0, 1, 2, 0), targets: Int32Array.of(1, 2, 3, 4) },
    kappaH: 1,
    kappaK: 1,
  },
};

/** Largest error of the start-up check relative to the largest entry; float32 backends stay some 100 times below. */
const tolerance = 1e-3;

/**
 * Runs one small coupled field and its gradients on a backend and on the float64 reference.
 * @throws {DeviceError} when they disagree: some drivers compute wrong numbers without an error.
 */
export async function selfTest(backend: Backend): Promise<void> {
  const engine = backend.createEngine(spec);
  try {
    const [got, expected] = [await gradients(engine), await gradients(new CpuEngine(spec))];
    for (const [path, values] of expected) {
      const largest = values.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
      values.forEach((value, i) => {
        const error = Math.abs(got.get(path)![i]! - value);
        if (!(error <= tolerance * largest)) {
          throw new DeviceError(
            `backend '${backend.name}' computes wrong numbers here: ${path}, entry ${i} is ${got.get(path)![i]}, ` +
              `should be ${value}. Update the driver or choose another backend.`,
          );
        }
      });
    }
  } finally {
    engine.dispose();
  }
}

async function gradients(engine: Engine): Promise<Map<string, Float64Array>> {
  const key = RandomKey.fromSeed(7);
  for (const [path, shape] of engine.shapes) engine.writeParameter(path, key.fold(path).normal(sizeOf(shape)));
  engine.setTrainable([...engine.shapes.keys()]);
  const [state, cotangent, out] = [engine.createState(2), engine.createState(2), engine.createState(2)];
  engine.writeState(state, { x: key.fold('x').normal(10), s: key.fold('s').normal(30) });
  engine.writeState(cotangent, { x: key.fold('u').normal(10), s: key.fold('v').normal(30) });
  engine.vjp(state, cotangent, out);
  const results = new Map<string, Float64Array>();
  const back = await engine.readState(out);
  results.set('x', Float64Array.from(back.x!));
  results.set('s', Float64Array.from(back.s!));
  for (const path of engine.shapes.keys()) results.set(path, Float64Array.from(await engine.readGradient(path)));
  for (const vector of [state, cotangent, out]) vector.dispose();
  return results;
}
