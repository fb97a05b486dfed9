import type { StepGradients, StepSettings } from '../operations.ts';
import { groupDots, normalise, normaliseVjp } from './groups.ts';
import { extents, type Float64Value, filled, zeros } from './value.ts';

/** One step of the oscillators, and the energy before it. */
export function step(
  x: Float64Value,
  y: Float64Value,
  settings: StepSettings<Float64Value>,
): { next: Float64Value; energy: Float64Value } {
  const energy = zeros([settings.batch]);
  const perSample = x.data.length / settings.batch;
  for (let i = 0; i < x.data.length; i++) energy.data[Math.floor(i / perSample)]! -= x.data[i]! * y.data[i]!;
  return { next: normalise(moved(x, y, settings).to, settings.n), energy };
}

/** Cotangents of what a step takes. */
export function stepVjp(
  x: Float64Value,
  y: Float64Value,
  settings: StepSettings<Float64Value>,
  next: Float64Value,
  energy?: Float64Value,
): StepGradients<Float64Value> {
  const { n, gamma, omega, identity, project, batch } = settings;
  const C = extents(x)[1];
  const { to, velocity } = moved(x, y, settings);
  const back = normaliseVjp(to, n, next);
  const slope = gamma.data[0]!;
  const pulled = filled(x.shape, (i) => slope * back.data[i]!);
  const [xy, xPulled] = [groupDots(x, y, n), groupDots(x, pulled, n)];
  const perSample = x.data.length / batch;
  const dx = zeros(x.shape);
  const dy = zeros(x.shape);
  const dOmega = omega === undefined ? undefined : zeros(omega.shape);
  let dGamma = 0;
  for (let i = 0; i < x.data.length; i++) {
    const group = Math.floor(i / n);
    const ofEnergy = energy?.data[Math.floor(i / perSample)] ?? 0;
    dGamma += back.data[i]! * velocity.data[i]!;
    dx.data[i] = back.data[i]! - ofEnergy * y.data[i]! + (identity ? pulled.data[i]! : 0);
    dy.data[i] = pulled.data[i]! - ofEnergy * x.data[i]!;
    if (project) {
      dx.data[i]! -= xPulled[group]! * y.data[i]! + xy[group]! * pulled.data[i]!;
      dy.data[i]! -= xPulled[group]! * x.data[i]!;
    }
    if (dOmega !== undefined) {
      const sign = i % 2 === 0 ? 1 : -1;
      const partner = i + sign;
      const pair = Math.floor((i % C) / 2);
      dx.data[i]! -= sign * omega!.data[pair]! * pulled.data[partner]!;
      dOmega.data[pair]! += sign * pulled.data[i]! * x.data[partner]!;
    }
  }
  return { x: dx, y: dy, gamma: { shape: [1], data: Float64Array.of(dGamma) }, omega: dOmega };
}

/** Velocity Omega x + y - (x.y) x, and x + gamma times it. */
function moved(
  x: Float64Value,
  y: Float64Value,
  { n, gamma, omega, identity, project }: StepSettings<Float64Value>,
): { to: Float64Value; velocity: Float64Value } {
  const C = extents(x)[1];
  const xy = groupDots(x, y, n);
  const velocity = filled(x.shape, (i) => {
    const sign = i % 2 === 0 ? 1 : -1;
    const still = identity ? x.data[i]! : 0;
    const turned = omega === undefined ? still : sign * omega.data[Math.floor((i % C) / 2)]! * x.data[i + sign]!;
    return turned + y.data[i]! - (project ? xy[Math.floor(i / n)]! * x.data[i]! : 0);
  });
  return { to: filled(x.shape, (i) => x.data[i]! + gamma.data[0]! * velocity.data[i]!), velocity };
}
