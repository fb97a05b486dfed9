import type { Engine } from '@hkmem/backend';
import { fixedPoint } from '@hkmem/dynamics';
import { floorOf } from '@hkmem/energy';
import { adamDefaults, optimiserRule } from '@hkmem/training';
import { type GradientProblem, gradientProblem } from './problem.ts';
import { adjointWay, equilibriumWay, type GradientCost, type GradientWay, implicitWay } from './ways.ts';

/** How one way to a gradient at rest does. */
export interface GradientRow {
  readonly name: string;
  /** Cosine to the exact gradient, the least over parameters, before training and after half of it. */
  readonly cosines: readonly [before: number, during: number];
  /** Of one gradient. */
  readonly cost: GradientCost;
  /** Processor time of one gradient of a batch, with its search for rest. */
  readonly milliseconds: number;
  /** What is held for a sample until its gradient is there: x, in float64. */
  readonly kilobytes: number;
  /** Share of right answers at rest after training by it. */
  readonly accuracy: number;
}

/** The ways of the table. */
export const allWays: readonly GradientWay[] = [
  adjointWay(3),
  adjointWay(10),
  adjointWay(30),
  implicitWay(1e-8),
  equilibriumWay(0.05),
];

/** How many images a trial takes. */
export interface TrialImages {
  /** Of a gradient. */
  readonly batch: number;
  /** Judged after training. */
  readonly test: number;
}

/** Compares ways to the gradient of a loss at rest: how exact, how dear, and where a training by each ends. */
export async function gradientTrial(
  updates: number,
  tell: (line: string) => void,
  ways: readonly GradientWay[] = allWays,
  images: TrialImages = { batch: 20, test: 100 },
): Promise<GradientRow[]> {
  const problem = await gradientProblem(images.test);
  const trained = problem.engine();
  await train(trained, problem, implicitWay(1e-8), Math.round(updates / 2), images.batch);
  const rows: GradientRow[] = [];
  for (const way of ways) {
    tell(way.name);
    const before = await cosineOf(problem.engine(), problem, way, images.batch);
    const during = await cosineOf(trained, problem, way, images.batch);
    const engine = problem.engine();
    await train(engine, problem, way, updates, images.batch);
    const accuracy = await accuracyAtRest(engine, problem);
    const kilobytes = (during.cost.states * engine.spec.neurons * Float64Array.BYTES_PER_ELEMENT) / 1024;
    const { cost, milliseconds } = during;
    rows.push({ name: way.name, cosines: [before.cosine, during.cosine], cost, milliseconds, kilobytes, accuracy });
  }
  return rows;
}

async function train(
  engine: Engine,
  problem: GradientProblem,
  way: GradientWay,
  updates: number,
  batch: number,
): Promise<void> {
  const settings = { ...adamDefaults, rate: 0.008 };
  for (let update = 0; update < updates; update++) {
    engine.setTrainable([...engine.shapes.keys()]);
    await way.gradient(engine, problem.source.trainingBatch(update, batch), problem);
    for (const path of engine.shapes.keys()) engine.optimise(path, optimiserRule(settings, path, update));
  }
}

async function cosineOf(
  engine: Engine,
  problem: GradientProblem,
  way: GradientWay,
  batch: number,
): Promise<{ readonly cosine: number; readonly cost: GradientCost; readonly milliseconds: number }> {
  const samples = problem.source.trainingBatch(10_000, batch);
  const read = async (one: GradientWay): Promise<{ gradients: Float64Array[]; cost: GradientCost }> => {
    engine.setTrainable([...engine.shapes.keys()]);
    const cost = await one.gradient(engine, samples, problem);
    const gradients: Float64Array[] = [];
    for (const path of engine.shapes.keys()) gradients.push(Float64Array.from(await engine.readGradient(path)));
    return { gradients, cost };
  };
  const exact = await read(implicitWay(1e-11));
  // A first one compiles what the second one is measured by.
  await read(way);
  const before = process.cpuUsage();
  const { gradients, cost } = await read(way);
  const { user, system } = process.cpuUsage(before);
  const cosines = gradients.map((gradient, k) => {
    const other = exact.gradients[k]!;
    return dot(gradient, other) / Math.sqrt(dot(gradient, gradient) * dot(other, other));
  });
  return { cosine: Math.min(...cosines), cost, milliseconds: (user + system) / 1000 };
}

async function accuracyAtRest(engine: Engine, { test, readout }: GradientProblem): Promise<number> {
  const certificate = await floorOf(engine);
  const { state } = await fixedPoint(engine, { x: test.x! }, { input: test.input!, certificate, curvatureProducts: 0 });
  const N = engine.spec.neurons;
  let right = 0;
  for (let b = 0; b < test.batch; b++) {
    const outputs = Array.from(state.x!.subarray((b + 1) * N - readout.classes, (b + 1) * N));
    if (outputs.indexOf(Math.max(...outputs)) === test.labels[b]) right++;
  }
  return right / test.batch;
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, entry, k) => sum + entry * b[k]!, 0);
}

/** The rows as a markdown table. */
export function gradientTable(rows: readonly GradientRow[]): string {
  const places = (value: number): string =>
    value > 0.99999 ? `1 - ${(1 - value).toExponential(0)}` : value.toFixed(5);
  const lines = rows.map(({ name, cosines, cost, milliseconds, kilobytes, accuracy }) => {
    const counts = [cost.fields, cost.products, milliseconds].map((count) => count.toFixed(0));
    const held = `${kilobytes.toFixed(0)} kB`;
    return `| ${[name, ...cosines.map(places), ...counts, held, `${(100 * accuracy).toFixed(0)} %`].join(' | ')} |`;
  });
  const head =
    '| way | cosine, untrained | cosine, half trained | fields | products | processor ms | held | right at rest |';
  return [head, '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |', ...lines].join('\n');
}
