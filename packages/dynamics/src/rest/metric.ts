import { type Float64Parameters, resolveSystem, type SystemSpec, ValueError } from '@hkmem/backend';
import { innerProduct, lagrangianOf } from '@hkmem/energy';
import { type Packed, type PackedSize, packedSize } from './packed.ts';

/**
 * The inner product in which the flow is steepest descent, G = diag(kappaH d2L/dx2, kappaK P) at one state, P the
 * projections I - s_i s_i^T: the field is -G^-1 dE/dy, and dE/dt = -f . G f (arXiv 2505.03648). Its null directions do
 * not change the energy: units without slope (relu below 0), and s along itself.
 */
export interface StateMetric {
  /** G v. */
  apply(v: Packed): Packed;
  /** A solution of G z = v for v in the range of G; 0 where G is 0. */
  invert(v: Packed): Packed;
  /** v without the directions in which G is 0. */
  project(v: Packed): Packed;
  /** v without the radial part of s. */
  tangent(v: Packed): Packed;
}

/** Slopes below this are none: what they would change is below any rounding. */
const leastSlope = 1e-30;

/** The metric at a state; `parameters` are those of the law of the threshold units, if it has any. */
export function stateMetric(spec: SystemSpec, state: Packed, parameters: Float64Parameters = {}): StateMetric {
  const size = packedSize(spec);
  const { kappaH = 1, kappaK = 1 } = spec.coupling ?? {};
  const lagrangian = spec.threshold && lagrangianOf(spec, parameters);
  const x = state.slice(0, size.x);
  const unit = state.subarray(size.x);
  const g = lagrangian?.activity(x) ?? new Float64Array(0);
  const simplexes = simplexesOf(spec, parameters);
  const slopes = lagrangian?.hessianProduct(x, new Float64Array(size.x).fill(1)) ?? g;
  for (const { start, end, beta } of simplexes) for (let i = start; i < end; i++) slopes[i] = beta * g[i]!;
  const D = spec.oscillators?.dimension ?? 1;
  /** v without what G does not see: entries without slope, or for softmax the same shift of all entries of its layer. */
  const seen = (v: Float64Array): Float64Array => {
    const out = v.slice();
    for (const { start, end } of simplexes) {
      const shift = innerProduct(g.subarray(start, end), v.subarray(start, end));
      for (let i = start; i < end; i++) out[i]! -= shift;
    }
    return out.map((entry, i) => (slopes[i]! > leastSlope ? entry : 0));
  };

  function onState(v: Packed, threshold: (part: Float64Array) => Float64Array, scale: number): Packed {
    const out = new Float64Array(v.length);
    if (size.x > 0) out.set(threshold(v.slice(0, size.x)));
    tangent(v, unit, out, size, D, scale);
    return out;
  }
  return {
    apply: (v) => onState(v, (part) => lagrangian!.hessianProduct(x, part).map((entry) => kappaH * entry), kappaK),
    invert: (v) => onState(v, (part) => seen(part.map((entry, i) => entry / (kappaH * (slopes[i]! || 1)))), 1 / kappaK),
    project: (v) => onState(v, seen, 1),
    tangent: (v) => onState(v, (part) => part, 1),
  };
}

/** Units from `start` to `end` whose activities sum to 1. */
interface Simplex {
  readonly start: number;
  readonly end: number;
  readonly beta: number;
}

/** @throws {ValueError} for a Lagrangian of all units that is not softmax: its slopes are not kept unit by unit. */
function simplexesOf(spec: SystemSpec, parameters: Float64Parameters): readonly Simplex[] {
  return resolveSystem(spec).layers.flatMap(({ start, size, lagrangian, paths }) => {
    if (lagrangian.kind !== 'joint') return [];
    const { name, beta } = lagrangian;
    if (name !== 'softmax') {
      throw new ValueError('rest of units', name, 'softmax or a law of single units', 'Integrate the flow instead.');
    }
    return [{ start, end: start + size, beta: typeof beta === 'number' ? beta : parameters[paths['beta']!]![0]! }];
  });
}

/** The s part of out = scale (v - s (s . v)), s of length 1. */
function tangent(v: Packed, unit: Packed, out: Packed, size: PackedSize, D: number, scale: number): void {
  for (let row = 0; row < size.s; row += D) {
    let along = 0;
    for (let d = row; d < row + D; d++) along += unit[d]! * v[size.x + d]!;
    for (let d = row; d < row + D; d++) out[size.x + d] = scale * (v[size.x + d]! - along * unit[d]!);
  }
}
