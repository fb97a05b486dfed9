import { describe, expect, test } from 'vitest';
import { caseOf } from '../conformance/sampling/case.ts';
import { lawFeatures } from '../conformance/sampling/law-features.ts';
import { layerFeatures } from '../conformance/sampling/layer-features.ts';
import { coveringFeatures } from '../conformance/sampling/sample.ts';
import type { Engine } from '../contract/engine.ts';
import { parametersOfSystem } from '../contract/parameter-info.ts';
import { sizeOf } from '../contract/parameters.ts';
import { resolveSystem } from '../contract/resolved-system.ts';
import type { HostState } from '../contract/state.ts';
import type { SystemSpec } from '../contract/system-spec.ts';
import { RandomKey } from '../random/random-key.ts';
import { activationOf } from '../reference/activations.ts';
import { CpuEngine } from './cpu-engine.ts';

/** Half the width of central differences: their error is some step^2, and 1e-16 / step of rounding. */
const step = 1e-5;
/** Third derivatives of these systems reach some hundred, times step^2. */
const tolerance = 1e-6;

interface Setting {
  readonly spec: SystemSpec;
  readonly engine: Engine;
  readonly batch: number;
  readonly key: RandomKey;
  readonly state: HostState;
  readonly parameters: ReadonlyMap<string, Float64Array>;
}

/** The reference with random parameters and a random state, no entry of x at a kink. */
function settingOf(features: ReturnType<typeof coveringFeatures>[number]): Setting {
  const { spec, batch } = caseOf(features);
  const engine = new CpuEngine(spec);
  const key = RandomKey.fromSeed(features.seed).fold('differences');
  const parameters = new Map<string, Float64Array>();
  for (const [path, shape] of engine.shapes) {
    const normal = key.fold(path).normal(sizeOf(shape));
    const { start } = parametersOfSystem(spec).find((info) => info.path === path)!;
    // Numbers that laws start from keep their sign: they may be divisors.
    const ofLaw = typeof start === 'number' && start !== 0 && path !== 'coupling.alpha';
    const values = ofLaw ? normal.map((value) => start * (1 + 0.4 * Math.tanh(value))) : normal;
    parameters.set(path, values);
    engine.writeParameter(path, values);
  }
  let state = draw(spec, batch, key.fold('state'));
  for (let n = 0; awkward(spec, state); n++) state = draw(spec, batch, key.fold('state').fold(n));
  return { spec, engine, batch, key, parameters, state };
}

function draw({ neurons, threshold, oscillators }: SystemSpec, batch: number, key: RandomKey): HostState {
  return {
    ...(threshold && { x: key.fold('x').normal(batch * neurons) }),
    ...(oscillators && { s: key.fold('s').normal(batch * neurons * oscillators.dimension) }),
  };
}

/**
 * Whether differences mean little here: a relu has its kink within their reach, at an entry of x or an overlap near 0, or
 * a vector is so short that normalising it is far from linear.
 */
function awkward({ neurons: N, threshold, oscillators }: SystemSpec, { x, s }: HostState): boolean {
  const reach = 20 * step;
  if (threshold?.activation === 'relu' && x!.some((value) => Math.abs(value) < reach)) return true;
  if (oscillators === undefined) return false;
  const { dimension: D, graph, interaction } = oscillators;
  for (let row = 0; row < s!.length; row += D) if (Math.hypot(...s!.subarray(row, row + D)) < 0.2) return true;
  if (interaction !== 'relu') return false;
  for (let first = 0; first < s!.length; first += N * D) {
    const row = (i: number): number[] => Array.from(s!.subarray(first + i * D, first + (i + 1) * D));
    for (let e = 0; e < graph.sources.length; e++) {
      const [a, b] = [row(graph.sources[e]!), row(graph.targets[e]!)];
      const overlap = a.reduce((sum, value, d) => sum + value * b[d]!, 0);
      if (Math.abs(overlap) < reach * Math.hypot(...a) * Math.hypot(...b)) return true;
    }
  }
  return false;
}

/** a . b over both parts of states. */
function dot(a: HostState, b: HostState): number {
  let sum = 0;
  for (const part of ['x', 's'] as const) {
    for (const [k, value] of (a[part] ?? []).entries()) sum += value * b[part]![k]!;
  }
  return sum;
}

function moved(state: HostState, direction: HostState, by: number): HostState {
  const part = (name: 'x' | 's') =>
    state[name] && Float64Array.from(state[name], (value, k) => value + by * direction[name]![k]!);
  const [x, s] = [part('x'), part('s')];
  return { ...(x && { x }), ...(s && { s }) };
}

async function fieldAt({ engine, batch }: Setting, at: HostState): Promise<HostState> {
  const [state, out] = [engine.createState(batch), engine.createState(batch)];
  engine.writeState(state, at);
  engine.field(state, out);
  return engine.readState(out);
}

function expectClose(what: string, got: number, expected: number): void {
  expect(Math.abs(got - expected), `${what}: ${got} for ${expected}`).toBeLessThan(
    tolerance * Math.max(1, Math.abs(expected)),
  );
}

/** kappaK E_K + kappaH E_H + E_HK, summed over the batch. */
async function energyAt({ engine, batch, spec }: Setting, at: HostState): Promise<number> {
  const state = engine.createState(batch);
  engine.writeState(state, at);
  const { hopfield, kuramoto, coupling } = await engine.energies(state);
  const { kappaH = 1, kappaK = 1 } = spec.coupling ?? {};
  let sum = 0;
  for (let b = 0; b < batch; b++) {
    sum += kappaH * (hopfield?.[b] ?? 0) + kappaK * (kuramoto?.[b] ?? 0) + (coupling?.[b] ?? 0);
  }
  return sum;
}

const systems = [...coveringFeatures(), ...lawFeatures(), ...layerFeatures()];

describe.each(systems.map((features) => [caseOf(features).name, features] as const))('%s', (_, features) => {
  test('the vjp is the transpose of the differences of the field, in the state and in every parameter', async () => {
    const setting = settingOf(features);
    const { engine, spec, batch, key, state, parameters } = setting;
    const cotangent = draw(spec, batch, key.fold('cotangent'));
    const [at, by, out] = [engine.createState(batch), engine.createState(batch), engine.createState(batch)];
    engine.writeState(at, state);
    engine.writeState(by, cotangent);
    const paths = [...engine.shapes.keys()].filter((path) => path !== 'start.s');
    engine.setTrainable(paths);
    engine.vjp(at, by, out);
    const pulled = await engine.readState(out);

    const along = draw(spec, batch, key.fold('direction'));
    const [after, before] = [moved(state, along, step), moved(state, along, -step)];
    const slope = dot(await fieldAt(setting, after), cotangent) - dot(await fieldAt(setting, before), cotangent);
    expectClose('state', dot(pulled, along), slope / (2 * step));

    for (const path of paths) {
      const values = parameters.get(path)!;
      const direction = key.fold(`along ${path}`).normal(values.length);
      const ends: number[] = [];
      for (const sign of [1, -1]) {
        engine.writeParameter(
          path,
          values.map((value, k) => value + sign * step * direction[k]!),
        );
        ends.push(dot(await fieldAt(setting, state), cotangent));
      }
      engine.writeParameter(path, values);
      const gradient = await engine.readGradient(path);
      const got = direction.reduce((sum, value, k) => sum + value * gradient[k]!, 0);
      expectClose(path, got, (ends[0]! - ends[1]!) / (2 * step));
    }
  });

  test('the field falls along the differences of the energy: dx/dt by the Hessian of L, ds/dt on the sphere', async () => {
    // The rotation does no work and is no gradient: systems without it.
    const setting = settingOf({ ...features, omega: 'none' });
    const { engine, spec, batch, key } = setting;
    const { neurons: N, threshold, oscillators, coupling } = spec;
    const D = oscillators?.dimension ?? 0;
    const unit = engine.createState(batch);
    engine.writeState(unit, setting.state);
    engine.normalise(unit);
    const state = await engine.readState(unit);
    const field = await fieldAt(setting, state);
    const along = draw(spec, batch, key.fold('direction'));
    const [ends, slope] = [
      [1, -1],
      async (direction: HostState) => {
        const [after, before] = [moved(state, direction, step), moved(state, direction, -step)];
        return ((await energyAt(setting, after)) - (await energyAt(setting, before))) / (2 * step);
      },
    ] as const;
    const zeros = (part: 'x' | 's'): Float64Array => new Float64Array(state[part]!.length);
    if (threshold !== undefined) {
      const activation = activationOf(resolveSystem(spec).layers, Object.fromEntries(setting.parameters));
      // d/dt of the activity along the direction, by differences too.
      const activity = (sign: number, b: number): Float64Array => {
        const x = Float64Array.from({ length: N }, (_, i) => state.x![b * N + i]! + sign * step * along.x![b * N + i]!);
        const g = new Float64Array(N);
        activation.activity(x, g);
        return g;
      };
      let expected = 0;
      for (let b = 0; b < batch; b++) {
        const [after, before] = ends.map((sign) => activity(sign, b)) as [Float64Array, Float64Array];
        for (let i = 0; i < N; i++) {
          expected -= ((coupling?.kappaH ?? 1) * field.x![b * N + i]! * (after[i]! - before[i]!)) / (2 * step);
        }
      }
      expectClose('x', await slope({ x: along.x!, ...(D > 0 && { s: zeros('s') }) }), expected);
    }
    if (oscillators !== undefined) {
      // The part of the direction along the sphere; the field's part off it is 0.
      const tangent = Float64Array.from(along.s!);
      for (let row = 0; row < tangent.length; row += D) {
        const part = (values: ArrayLike<number>): number => {
          let sum = 0;
          for (let d = row; d < row + D; d++) sum += state.s![d]! * values[d]!;
          return sum;
        };
        const radial = part(along.s!);
        for (let d = row; d < row + D; d++) tangent[d]! -= radial * state.s![d]!;
        expect(Math.abs(part(field.s!))).toBeLessThan(1e-11);
      }
      const expected = -(coupling?.kappaK ?? 1) * tangent.reduce((sum, value, k) => sum + value * field.s![k]!, 0);
      expectClose('s', await slope({ s: tangent, ...(threshold && { x: zeros('x') }) }), expected);
    }
  });
});
