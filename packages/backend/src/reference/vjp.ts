import { activityOf, oscillatorForce, type SampleState } from './field.ts';
import type { Float64Parameters } from './interaction.ts';
import { dot, normaliseRows, normaliseRowsVjp } from './sphere.ts';
import type { ReferenceSystem } from './system.ts';

/** Where a reverse pass adds parameter gradients; what is absent is not computed. */
export interface GradientSink {
  /** Sums by parameter path. */
  readonly gradients: Partial<Float64Parameters>;
  /** dL/dW [N, N] before the pull-back to the free matrix V. */
  readonly dW: Float64Array | undefined;
  /** dL/dw_e [E_HK] before the pull-back to alpha or W. */
  readonly dw: Float64Array | undefined;
}

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
  const force = oscillatorForce(system, unit, g);
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
  interactionVjp(system, unit, tangent, dUnit, sink);
  couplingVjp(system, unit, tangent, cotangent.x, g, dg, dUnit, sink);
  out.fill(0);
  normaliseRowsVjp(unit, norms, dUnit, out, D);
}

/** dUnit_i += a p_j + c s_j and the same with i and j exchanged. */
function spread(
  dUnit: Float64Array,
  p: Float64Array,
  unit: Float64Array,
  i: number,
  j: number,
  a: number,
  c: number,
  D: number,
): void {
  for (let d = 0; d < D; d++) {
    dUnit[i * D + d]! += a * p[j * D + d]! + c * unit[j * D + d]!;
    dUnit[j * D + d]! += a * p[i * D + d]! + c * unit[i * D + d]!;
  }
}

function interactionVjp(
  system: ReferenceSystem,
  unit: Float64Array,
  p: Float64Array,
  dUnit: Float64Array,
  sink: GradientSink,
): void {
  const { graph, interaction, dimension: D } = system.oscillators!;
  for (let e = 0; e < graph.sources.length; e++) {
    const i = graph.sources[e]!;
    const j = graph.targets[e]!;
    const r = dot(unit, unit, i * D, j * D, D);
    const mixed = dot(p, unit, i * D, j * D, D) + dot(p, unit, j * D, i * D, D);
    const dr = interaction.forceVjp(e, r, -mixed, sink.gradients);
    spread(dUnit, p, unit, i, j, -interaction.force(e, r), dr, D);
  }
}

function couplingVjp(
  system: ReferenceSystem,
  unit: Float64Array,
  p: Float64Array,
  u: Float64Array,
  g: Float64Array,
  dg: Float64Array,
  dUnit: Float64Array,
  sink: GradientSink,
): void {
  if (system.coupling === undefined) return;
  const { graph, weights, kappaH, kappaK } = system.coupling;
  const D = system.oscillators!.dimension;
  for (let e = 0; e < weights.length; e++) {
    const i = graph.sources[e]!;
    const j = graph.targets[e]!;
    const w = weights[e]!;
    const r = dot(unit, unit, i * D, j * D, D);
    const mixed = dot(p, unit, i * D, j * D, D) + dot(p, unit, j * D, i * D, D);
    const cross = u[i]! * g[j]! + u[j]! * g[i]!;
    spread(dUnit, p, unit, i, j, (w * g[i]! * g[j]!) / kappaK, (w * cross) / kappaH, D);
    dg[i]! += w * ((g[j]! * mixed) / kappaK + (r * u[j]!) / kappaH);
    dg[j]! += w * ((g[i]! * mixed) / kappaK + (r * u[i]!) / kappaH);
    if (sink.dw !== undefined) sink.dw[e]! += (g[i]! * g[j]! * mixed) / kappaK + (r * cross) / kappaH;
  }
}
