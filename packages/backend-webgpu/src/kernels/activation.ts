import type { ActivationName } from '@hkmem/backend';
import { scalarFunctions } from './scalar.ts';

/** Activities that are computed per unit; softmax needs all units of a sample. */
export type PointwiseActivation = Exclude<ActivationName, 'softmax'>;

/** Numbers of the activities in WGSL; `identity` also serves where a value is to be taken as it is. */
export const activationNumbers: Readonly<Record<PointwiseActivation, number>> = {
  identity: 0,
  relu: 1,
  tanh: 2,
  sigmoid: 3,
};

/**
 * WGSL functions `lagrangian`, `activity` and `slope` of one threshold unit, for the activity of that number
 * (arXiv 2505.03648, threshold units). The number is the same for all invocations, so the switch costs next to
 * nothing, and one pipeline serves all activities.
 */
export const activationFunctions: string = `${scalarFunctions}
fn lagrangian(activation: u32, x: f32) -> f32 {
  switch activation {
    case ${activationNumbers.relu}u: { return 0.5 * max(x, 0.0) * max(x, 0.0); }
    case ${activationNumbers.tanh}u: { return logCosh(x); }
    case ${activationNumbers.sigmoid}u: { return softplus(x); }
    default: { return 0.5 * x * x; }
  }
}
fn activity(activation: u32, x: f32) -> f32 {
  switch activation {
    case ${activationNumbers.relu}u: { return max(x, 0.0); }
    case ${activationNumbers.tanh}u: { return hyperbolicTangent(x); }
    case ${activationNumbers.sigmoid}u: { return logistic(x); }
    default: { return x; }
  }
}
fn slope(activation: u32, x: f32) -> f32 {
  switch activation {
    case ${activationNumbers.relu}u: { return select(0.0, 1.0, x > 0.0); }
    case ${activationNumbers.tanh}u: { let g = hyperbolicTangent(x); return 1.0 - g * g; }
    case ${activationNumbers.sigmoid}u: { let g = logistic(x); return g * (1.0 - g); }
    default: { return 1.0; }
  }
}
`;
