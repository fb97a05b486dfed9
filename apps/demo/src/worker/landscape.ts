import { type Engine, largestOf, smallestOf } from '@hkmem/backend';
import { fixedPoint, fixedSteps, flow, rk4, Workspace, withInput } from '@hkmem/dynamics';
import { energyTerms } from '@hkmem/energy';
import { breathe } from './flow-frames.ts';
import type { Landscape, LandscapeRequest } from './rest-protocol.ts';

/** What a slice is made of, all states x [N]. */
export interface LandscapeJob extends Pick<LandscapeRequest, 'side' | 'starts'> {
  /** The cue that is held. */
  readonly input: Float32Array;
  /** States from which another rest is looked for. */
  readonly others: readonly Float32Array[];
  /** Moments of the recall, the first its start and the last its rest. */
  readonly path: readonly Float32Array[];
  /** Asked between parts; a slice that nobody waits for is left. */
  readonly stopped: () => boolean;
  /** Root mean square of the field that counts as rest. */
  readonly tolerance: number;
}

/** Time and steps that decide to which rest a state of the plane flows. */
const [basinTime, basinSteps] = [6, 20];
/** By how much of the slice what is shown goes beyond the points that span it. */
const margin = 0.35;

/** The plane through start, rest and another rest, its energies, the path on it and where its states come to rest. */
export async function landscapeOf(engine: Engine, job: LandscapeJob): Promise<Landscape | undefined> {
  const { path, others, side, starts, stopped, tolerance, input } = job;
  const [start, rest] = [path[0], path.at(-1)];
  if (start === undefined || rest === undefined) return undefined;
  const N = start.length;
  const from = new Float32Array(others.length * N);
  others.forEach((state, n) => {
    from.set(state, n * N);
  });
  const repeated = (count: number): Float32Array => Float32Array.from({ length: count * N }, (_, k) => input[k % N]!);
  const found = await fixedPoint(
    engine,
    { x: from },
    { input: repeated(others.length), tolerance, curvatureProducts: 0 },
  );
  if (stopped()) return undefined;
  const ends = others.map((_, n) => Float32Array.from(found.state.x!.subarray(n * N, (n + 1) * N)));
  const far = ends.map((end) => distance(end, rest));
  const farthest = far.indexOf(largestOf(far));
  const another = far[farthest]! > 0.05 * distance(start, rest) && far[farthest]! > 1e-2;
  const other = another ? ends[farthest]! : others[farthest]!;
  const plane = planeOf(start, rest, other);
  const placed = path.map((state) => plane.place(state));
  const rests = another ? [rest, other] : [rest];
  const spots = [...placed, plane.place(other)];
  const [a, b] = [0, 1].map((axis) => widened(spots.map((spot) => spot[axis]!))) as [
    [number, number],
    [number, number],
  ];
  const energies = new Float64Array(side * side);
  for (let row = 0; row < side; row++) {
    const states = gridRow(plane, a, at(b, row, side), side);
    energies.set(await energiesOf(engine, states, repeated(side), side), row * side);
    await breathe();
    if (stopped()) return undefined;
  }
  const basins = new Int8Array(starts * starts);
  for (let row = 0; row < starts; row++) {
    const states = gridRow(plane, a, at(b, row, starts), starts);
    const flowed = await flowedToRest(engine, states, repeated(starts), starts);
    for (let n = 0; n < starts; n++) {
      const state = flowed.subarray(n * N, (n + 1) * N);
      const near = rests.map((each) => distance(each, state));
      const nearest = near.indexOf(smallestOf(near));
      basins[row * starts + n] = near[nearest]! < 0.1 * Math.max(1, distance(start, rest)) ? nearest : -1;
    }
    if (stopped()) return undefined;
  }
  const restEnergies = await energiesOf(engine, joined(rests), repeated(rests.length), rests.length);
  return {
    a,
    b,
    energies,
    path: placed,
    rests: rests.map((state) => plane.place(state)),
    restEnergies: Array.from(restEnergies),
    answers: rests.map((state) => answerOf(state)),
    another,
    basins,
  };
}

/** Two directions of length 1 at right angles, and how states lie along them. */
interface Plane {
  readonly origin: Float32Array;
  readonly u: Float64Array;
  readonly v: Float64Array;
  place(state: ArrayLike<number>): readonly [a: number, b: number];
}

function planeOf(origin: Float32Array, first: Float32Array, second: Float32Array): Plane {
  const u = unit(Float64Array.from(first, (value, i) => value - origin[i]!));
  const towards = Float64Array.from(second, (value, i) => value - origin[i]!);
  const along = inner(towards, u);
  const v = unit(towards.map((value, i) => value - along * u[i]!));
  return {
    origin,
    u,
    v,
    place(state) {
      const moved = Float64Array.from(origin, (value, i) => state[i]! - value);
      return [inner(moved, u), inner(moved, v)];
    },
  };
}

function gridRow({ origin, u, v }: Plane, a: readonly [number, number], b: number, side: number): Float32Array {
  const N = origin.length;
  const states = new Float32Array(side * N);
  for (let n = 0; n < side; n++) {
    const along = at(a, n, side);
    for (let i = 0; i < N; i++) states[n * N + i] = origin[i]! + along * u[i]! + b * v[i]!;
  }
  return states;
}

/** E of states [B, N] under inputs, as the packages have it. */
async function energiesOf(engine: Engine, x: Float32Array, input: Float32Array, batch: number): Promise<Float64Array> {
  const driven = withInput(engine, input, batch);
  const state = engine.createState(batch);
  try {
    engine.writeState(state, { x });
    return Float64Array.from((await energyTerms(driven, state)).total);
  } finally {
    state.dispose();
    driven.dispose();
  }
}

async function flowedToRest(
  engine: Engine,
  x: Float32Array,
  input: Float32Array,
  batch: number,
): Promise<Float32Array> {
  const driven = withInput(engine, input, batch);
  const workspace = new Workspace(driven, batch);
  try {
    const state = workspace.take();
    engine.writeState(state, { x });
    const options = { solver: rk4, control: fixedSteps(basinSteps), until: basinTime, renormalise: false };
    await flow(workspace, state, options);
    return Float32Array.from((await engine.readState(state)).x!);
  } finally {
    workspace.dispose();
    driven.dispose();
  }
}

function at([low, high]: readonly [number, number], n: number, count: number): number {
  return low + ((high - low) * n) / (count - 1);
}

function widened(values: readonly number[]): [number, number] {
  const [low, high] = [smallestOf(values), largestOf(values)];
  const room = margin * Math.max(high - low, 1e-3);
  return [low - room, high + room];
}

function answerOf(state: Float32Array): number {
  const outputs = Array.from(state.subarray(state.length - 10));
  return outputs.indexOf(largestOf(outputs));
}

function joined(states: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(states.reduce((sum, state) => sum + state.length, 0));
  let place = 0;
  for (const state of states) {
    all.set(state, place);
    place += state.length;
  }
  return all;
}

function inner(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function unit(vector: Float64Array): Float64Array {
  const length = Math.sqrt(inner(vector, vector));
  return length > 0 ? vector.map((value) => value / length) : vector;
}

function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return Math.sqrt(sum);
}
