import { type Engine, RandomKey, type SystemSpec } from '@hkmem/backend';
import { largestError, randomGraph } from '@hkmem/backend/conformance';
import { couplingLaw, lagrangian, pairLaw } from '@hkmem/laws';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { variantNames } from '../variant.ts';
import { wasmBackend } from '../wasm-backend.ts';

/** Two orders of the same float32 operations, relative to the largest entry. */
const tolerance = 5e-6;

const key = RandomKey.fromSeed(14);
const [neurons, dimension, batch] = [17, 5, 22];
const graph = randomGraph(key, neurons, 0.4);
const other = randomGraph(key.fold('other'), neurons, 0.4);

/** The built-in laws by other names of their parameters, which the kernels do not know, and those names. */
const renamed = {
  activation: {
    relu: lagrangian('relu(b * x)^2 / (2 * b)', { b: { per: 'one', start: 1 } }),
    tanh: lagrangian('logcosh(b * x) / b', { b: 'neuron' }),
    sigmoid: lagrangian('softplus(b * x) / b', { b: 'layer' }),
    identity: lagrangian('b * x^2 / 2', { b: 'one' }),
  },
  interaction: {
    linear: pairLaw('C * r', { C: 'edge' }),
    relu: pairLaw('C * r + D * relu(r)^2 / 2', { C: 'edge', D: 'edge' }),
    sigmoid: pairLaw('C * r + D * softplus(r)', { C: 'edge', D: 'edge' }),
    tanh: pairLaw('C * r + D * logcosh(r)', { C: 'edge', D: 'edge' }),
  },
  coupling: {
    network: couplingLaw('-w * r * gi * gj', { w: 'edge' }),
    additive: couplingLaw('-a * r * gi * gj', { a: 'one' }),
    multiplicative: couplingLaw('-a * V * r * gi * gj', { a: 'one', V: 'weight' }),
  },
} as const;

/** Paths of the built-in laws' parameters, by the paths of the same parameters of the others. */
const builtInPaths: Readonly<Record<string, string>> = {
  'kuramoto.C': 'kuramoto.A',
  'kuramoto.D': 'kuramoto.B',
  'coupling.w': 'coupling.weights',
  'coupling.a': 'coupling.alpha',
};

/** Values of a parameter: the inverse temperatures b are 1, so that the laws are those of the built-in names. */
function valuesOf(path: string, size: number): Float32Array {
  if (path.endsWith('.b')) return new Float32Array(size).fill(1);
  return Float32Array.from(key.fold(builtInPaths[path] ?? path).normal(size), (value) => value / 2);
}

/** Field, reverse pass, energies and gradients, by name. */
async function results(engine: Engine): Promise<ReadonlyMap<string, ArrayLike<number>>> {
  for (const [path, shape] of engine.shapes) {
    engine.writeParameter(
      path,
      valuesOf(
        path,
        shape.reduce((a, b) => a * b, 1),
      ),
    );
  }
  engine.setTrainable([...engine.shapes.keys()]);
  const [state, cotangent, out] = [1, 2, 3].map(() => engine.createState(batch));
  const N = engine.spec.threshold === undefined ? 0 : neurons;
  const D = engine.spec.oscillators?.dimension ?? 0;
  for (const [k, each] of [state!, cotangent!].entries()) {
    engine.writeState(each, {
      ...(N > 0 ? { x: key.fold(`x${k}`).normal(batch * neurons) } : {}),
      ...(D > 0 ? { s: key.fold(`s${k}`).normal(batch * neurons * D) } : {}),
    });
  }
  const found = new Map<string, ArrayLike<number>>();
  engine.field(state!, out!);
  for (const [part, values] of Object.entries(await engine.readState(out!))) found.set(`field ${part}`, values);
  for (let time = 0; time < 2; time++) engine.vjp(state!, cotangent!, out!);
  for (const [part, values] of Object.entries(await engine.readState(out!))) found.set(`vjp ${part}`, values);
  for (const path of engine.shapes.keys()) {
    found.set(`gradient ${builtInPaths[path] ?? path}`, await engine.readGradient(path));
  }
  engine.normalise(state!);
  for (const [term, values] of Object.entries(await engine.energies(state!))) found.set(`energy ${term}`, values);
  engine.dispose();
  return found;
}

function compare(got: ReadonlyMap<string, ArrayLike<number>>, expected: ReadonlyMap<string, ArrayLike<number>>): void {
  for (const [what, values] of expected) {
    expect(largestError(got.get(what)!, values).error, what).toBeLessThan(tolerance);
  }
}

describe.each(variantNames)('%s: laws in the table and the same laws compiled in', (variant) => {
  let backend: Awaited<ReturnType<typeof wasmBackend.create>>;
  beforeAll(async () => {
    backend = await wasmBackend.create({ variant, workers: 2 });
  });
  afterAll(() => backend.dispose());
  const sameResults = async (called: SystemSpec, inlined: SystemSpec): Promise<void> =>
    compare(await results(backend.createEngine(called)), await results(backend.createEngine(inlined)));

  test.each(['relu', 'tanh', 'sigmoid', 'identity'] as const)('Lagrangian of %s', async (name) => {
    const layers = name === 'sigmoid' ? { layers: [6, 8, 3] } : {};
    const spec = (activation: SystemSpec['threshold'] & object): SystemSpec => ({ neurons, threshold: activation });
    await sameResults(spec({ activation: renamed.activation[name], ...layers }), spec({ activation: name, ...layers }));
  });

  test.each(['linear', 'relu', 'sigmoid', 'tanh'] as const)('interaction %s', async (name) => {
    const rest = { dimension, graph, omega: 'local' } as const;
    await sameResults(
      { neurons, oscillators: { ...rest, interaction: renamed.interaction[name] } },
      { neurons, oscillators: { ...rest, interaction: name } },
    );
  });

  test.each(
    (['network', 'additive', 'multiplicative'] as const).flatMap((kind) =>
      [graph, other].map((on) => [kind, on === graph ? 'the same graph' : 'another graph', on] as const),
    ),
  )('coupling %s on %s', async (kind, _, on) => {
    const rest = { dimension, graph, omega: 'none' } as const;
    const weights = { graph: on, kappaH: 0.7, kappaK: 1.6 };
    const inlined: SystemSpec = {
      neurons,
      threshold: { activation: 'tanh' },
      oscillators: { ...rest, interaction: 'relu' },
      coupling: { kind, ...weights },
    };
    const called: SystemSpec = {
      neurons,
      threshold: { activation: renamed.activation.tanh },
      oscillators: { ...rest, interaction: renamed.interaction.relu },
      coupling: { kind: renamed.coupling[kind], ...weights },
    };
    await sameResults(called, inlined);
    await sameResults({ ...inlined, coupling: called.coupling! }, inlined);
    await sameResults({ ...called, coupling: inlined.coupling! }, inlined);
  });

  test('a coupling in the table beside an MLP', async () => {
    const inlined: SystemSpec = {
      neurons,
      threshold: { activation: 'sigmoid' },
      oscillators: { dimension, graph, omega: 'none', interaction: 'mlpShared', hidden: [3] },
      coupling: { kind: 'additive', graph, kappaH: 1, kappaK: 2 },
    };
    await sameResults({ ...inlined, coupling: { ...inlined.coupling!, kind: renamed.coupling.additive } }, inlined);
  });
});
