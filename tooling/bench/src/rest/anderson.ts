import type { Engine, HostState, StateVector } from '@hkmem/backend';
import { weightEnergies } from '@hkmem/energy';

/** Where Anderson steps ended, and what they took. */
export interface AndersonEnd {
  readonly state: HostState;
  readonly norm: number;
  readonly energy: number;
  readonly fields: number;
  readonly energies: number;
}

/**
 * Anderson acceleration (Anderson, J. ACM 12, 1965; Walker and Ni, SIAM J. Numer. Anal. 49, 2011) of the map y -> y + f(y)
 * for one sample, with a memory of `window` steps. A step that raises the energy beyond `allowance` is not taken: the
 * memory is forgotten, and a shorter and shorter step along f is tried instead.
 */
export async function andersonRest(
  engine: Engine,
  start: HostState,
  tolerance: number,
  window: number,
  most: number,
): Promise<AndersonEnd> {
  const [state, field] = [engine.createState(1), engine.createState(1)];
  const counts = { fields: 0, energies: 0 };
  const look = async (y: Float64Array): Promise<{ f: Float64Array; energy: number; y: Float64Array }> => {
    write(engine, state, y);
    engine.normalise(state);
    engine.field(state, field);
    counts.fields++;
    counts.energies++;
    const energy = weightEnergies(engine.spec, await engine.energies(state)).total[0]!;
    return { f: packed(await engine.readState(field)), energy, y: packed(await engine.readState(state)) };
  };
  let at = await look(packed(start));
  let differences: { dy: Float64Array; df: Float64Array }[] = [];
  let length = 1;
  for (let n = 0; n < most && norm(at.f) > tolerance; n++) {
    const gamma = leastSquares(
      differences.map(({ df }) => df),
      at.f,
    );
    const next = at.y.map((entry, k) => {
      return differences.reduce((sum, { dy, df }, m) => sum - gamma[m]! * (dy[k]! + df[k]!), entry + length * at.f[k]!);
    });
    const trial = await look(next);
    if (!(trial.energy <= at.energy + 1e-12 * Math.max(1, Math.abs(at.energy)))) {
      if (differences.length === 0) length /= 2;
      differences = [];
      continue;
    }
    const step = { dy: trial.y.map((entry, k) => entry - at.y[k]!), df: trial.f.map((entry, k) => entry - at.f[k]!) };
    differences = [...differences, step].slice(-window);
    at = trial;
  }
  for (const vector of [state, field]) vector.dispose();
  return { state: unpacked(engine, at.y), norm: norm(at.f), energy: at.energy, ...counts };
}

/** The gamma that makes |f - sum gamma_m df_m| least, by normal equations with a little damping. */
function leastSquares(columns: readonly Float64Array[], f: Float64Array): number[] {
  const A = columns.map((a) => columns.map((b) => dot(a, b)));
  const right = columns.map((a) => dot(a, f));
  A.forEach((row, m) => {
    row[m]! *= 1 + 1e-12;
  });
  for (let m = 0; m < A.length; m++) {
    for (let n = m + 1; n < A.length; n++) {
      const factor = A[m]![m]! === 0 ? 0 : A[n]![m]! / A[m]![m]!;
      for (let k = m; k < A.length; k++) A[n]![k]! -= factor * A[m]![k]!;
      right[n]! -= factor * right[m]!;
    }
  }
  const gamma = new Array<number>(A.length).fill(0);
  for (let m = A.length - 1; m >= 0; m--) {
    const rest = A[m]!.reduce((sum, entry, n) => (n > m ? sum - entry * gamma[n]! : sum), right[m]!);
    gamma[m] = A[m]![m]! === 0 ? 0 : rest / A[m]![m]!;
  }
  return gamma;
}

function packed({ x, s }: HostState): Float64Array {
  return Float64Array.of(...(x ?? []), ...(s ?? []));
}

function unpacked({ spec }: Pick<Engine, 'spec'>, y: Float64Array): HostState {
  const split = spec.threshold === undefined ? 0 : spec.neurons;
  return { ...(split > 0 && { x: y.slice(0, split) }), ...(y.length > split && { s: y.slice(split) }) };
}

function write(engine: Engine, state: StateVector, y: Float64Array): void {
  engine.writeState(state, unpacked(engine, y));
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, entry, k) => sum + entry * b[k]!, 0);
}

function norm(v: Float64Array): number {
  return Math.sqrt(dot(v, v) / v.length);
}
