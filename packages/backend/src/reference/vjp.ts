import { activityOf, oscillatorForce, type SampleState, type TermSlopes, termSlopes } from './field.ts';
import { edgeValues, type GradientSink } from './pair-term.ts';
import { dot, normaliseRows, normaliseRowsVjp } from './sphere.ts';
import type { ReferenceSystem } from './system.ts';

/** out = J^T (u, v) of one sample, (u, v) the cotangent of (dx/dt, ds/dt); adds parameter gradients to the sink. */
export function vjpOf(
  system: ReferenceSystem,
  state: SampleState,
  cotangent: SampleState,
  out: SampleState,
  sink: GradientSink,
): void {
  const { threshold, oscillators } = system;
  const N = system.spec.neurons;
  const g = activityOf(system, state.x);
  const dg = new Float64Array(g.length);
  if (threshold !== undefined) {
    threshold.weights.product(cotangent.x, dg);
    threshold.weights.accumulate(cotangent.x, g, sink.gradients, sink.dW);
    const bias = sink.gradients['hopfield.bias'];
    if (bias !== undefined) for (let i = 0; i < N; i++) bias[i]! += cotangent.x[i]!;
  }
  if (oscillators !== undefined) oscillatorVjp(system, state, cotangent, g, dg, out.s, sink);
  if (threshold !== undefined) {
    threshold.activation.hessianProduct(state.x, g, dg, out.x);
    threshold.activation.parameterVjp(state.x, dg, sink.gradients);
    for (let i = 0; i < N; i++) out.x[i]! -= cotangent.x[i]!;
  }
}

function oscillatorVjp(
  system: ReferenceSystem,
  state: SampleState,
  cotangent: SampleState,
  g: Float64Array,
  dg: Float64Array,
  out: Float64Array,
  sink: GradientSink,
): void {
  const { dimension: D, rotation } = system.oscillators!;
  const N = system.spec.neurons;
  const unit = new Float64Array(state.s.length);
  const norms = normaliseRows(state.s, unit, N, D);
  const all = termSlopes(system, unit, g);
  const force = oscillatorForce(all, unit, D);
  const v = cotangent.s;
  const tangent = new Float64Array(v.length);
  const dUnit = new Float64Array(v.length);
  for (let i = 0; i < N; i++) {
    const row = i * D;
    const along = dot(unit, v, row, row, D);
    const radial = dot(unit, force, row, row, D);
    for (let d = row; d < row + D; d++) {
      tangent[d] = v[d]! - along * unit[d]!;
      dUnit[d] = -radial * v[d]! - along * force[d]!;
    }
    if (rotation !== undefined) {
      rotation.apply(i, v.subarray(row, row + D), dUnit.subarray(row, row + D), true);
      if (sink.gradients['kuramoto.omega'] !== undefined) {
        rotation.accumulate(i, unit.subarray(row, row + D), v.subarray(row, row + D));
      }
    }
  }
  for (const slopes of all) termVjp(slopes, system.pullScale, unit, tangent, cotangent.x, dg, dUnit, D, sink);
  out.fill(0);
  normaliseRowsVjp(unit, norms, dUnit, out, D);
}

/** Adds to dUnit and dg what one term gives, p being the cotangent of F and u that of dx/dt. */
function termVjp(
  { term, at, slopes }: TermSlopes,
  pullScale: number,
  unit: Float64Array,
  p: Float64Array,
  u: Float64Array,
  dg: Float64Array,
  dUnit: Float64Array,
  D: number,
  sink: GradientSink,
): void {
  const { sources, targets } = term.graph;
  const [cotangent, pulled] = [edgeValues(term), edgeValues(term)];
  for (let e = 0; e < sources.length; e++) {
    const [i, j] = [sources[e]!, targets[e]!];
    cotangent.r[e] = -term.weight * (dot(p, unit, i * D, j * D, D) + dot(p, unit, j * D, i * D, D));
    if (!term.coupled) continue;
    cotangent.gi[e] = -term.weight * pullScale * u[i]!;
    cotangent.gj[e] = -term.weight * pullScale * u[j]!;
  }
  term.vjp(at, cotangent, pulled, sink);
  for (let e = 0; e < sources.length; e++) {
    const [i, j] = [sources[e]!, targets[e]!];
    const scale = -term.weight * slopes.r[e]!;
    for (let d = 0; d < D; d++) {
      dUnit[i * D + d]! += scale * p[j * D + d]! + pulled.r[e]! * unit[j * D + d]!;
      dUnit[j * D + d]! += scale * p[i * D + d]! + pulled.r[e]! * unit[i * D + d]!;
    }
    if (!term.coupled) continue;
    dg[i]! += pulled.gi[e]!;
    dg[j]! += pulled.gj[e]!;
  }
}
