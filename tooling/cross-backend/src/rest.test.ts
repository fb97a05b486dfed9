import { type Backend, cpuBackend, type Engine, type HostState, RandomKey } from '@hkmem/backend';
import { randomGraph } from '@hkmem/backend/conformance';
import {
  equilibriumGradient,
  fixedPoint,
  hopfieldKuramoto,
  initialParameters,
  isAtRest,
  lossCotangent,
  type RestResult,
  readoutLoss,
  restGradient,
  writeParameters,
} from '@hkmem/dynamics';
import { describeOn } from '@hkmem/vitest-preset/device';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { absenceOf, candidates } from './backends.ts';

const [N, D, B] = [14, 3, 3];
const key = RandomKey.fromSeed(12);
const graph = randomGraph(key.fold('graph'), N, 0.4);
const spec = hopfieldKuramoto(
  N,
  { activation: 'tanh' },
  { dimension: D, graph, interaction: 'tanh', omega: 'global' },
  { kind: 'additive' },
);
const start: HostState = { x: key.fold('x').normal(B * N), s: key.fold('s').normal(B * N * D) };
const input = key
  .fold('input')
  .normal(B * N)
  .map((value) => 0.3 * value);
const loss = readoutLoss(spec, { kind: 'threshold', classes: 3 }, [0, 1, 2]);
/** An emulated GPU takes a second for what is a millisecond elsewhere. */
const patience = 240_000;
const trainable = ['hopfield.weights', 'kuramoto.A', 'coupling.alpha'];

function engineOn(backend: Backend): Engine {
  const engine = backend.createEngine(spec);
  writeParameters(engine, initialParameters(spec, key, { startNoise: 1, alpha: 0.4, coupling: 0.5, interaction: 0.8 }));
  return engine;
}

async function gradientOf(engine: Engine): Promise<Float64Array> {
  const parts: number[] = [];
  for (const path of trainable) parts.push(...(await engine.readGradient(path)));
  return Float64Array.from(parts);
}

function cosine(a: Float64Array, b: Float64Array): number {
  const product = (u: Float64Array, v: Float64Array): number => u.reduce((sum, entry, k) => sum + entry * v[k]!, 0);
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b));
}

for (const candidate of candidates) {
  const absence = await absenceOf(candidate);
  describeOn(absence === undefined ? candidate.title : candidate.device, absence, () => {
    let backend: Backend;
    let exact: Engine;
    let rest: RestResult;
    beforeAll(async () => {
      backend = await candidate.create();
      exact = engineOn(await cpuBackend.create({}));
      rest = await fixedPoint(exact, start, { input });
    });
    afterAll(() => backend.dispose());

    test('is where the reference rests, within what float32 tells', { timeout: patience }, async () => {
      const engine = engineOn(backend);
      const found = await fixedPoint(engine, start, { input });
      expect(rest.samples.every(isAtRest)).toBe(true);
      found.samples.forEach((sample, b) => {
        expect(sample, JSON.stringify(sample)).toMatchObject({
          code: 'rotating',
          stability: rest.samples[b]!.stability,
        });
        // Flows from one start may part at saddles; of rests of the same energy the states must agree.
        expect(Math.abs(sample.energy - rest.samples[b]!.energy)).toBeLessThan(1e-4);
      });
      const worst = Float64Array.from(found.state.x!, (x, k) => Math.abs(x - rest.state.x![k]!)).reduce(
        (a, b) => Math.max(a, b),
        0,
      );
      // A field of 1e-5 over the smallest curvature, some hundredths.
      expect(worst).toBeLessThan(5e-3);
      engine.dispose();
    });

    test('has the gradient of the reference, and equilibrium propagation finds it', { timeout: patience }, async () => {
      const cotangent = lossCotangent(spec, loss, rest.state, B);
      await restGradient(exact, rest.state, cotangent, { trainable, input });
      const expected = await gradientOf(exact);
      const engine = engineOn(backend);
      const { residuals } = await restGradient(engine, rest.state, cotangent, { trainable, input, products: 80 });
      expect(Math.max(...residuals)).toBeLessThan(1e-2);
      expect(cosine(await gradientOf(engine), expected)).toBeGreaterThan(0.9999);
      await equilibriumGradient(engine, rest.state, loss, { trainable, input });
      expect(cosine(await gradientOf(engine), expected)).toBeGreaterThan(0.99);
      engine.dispose();
    });
  });
}
