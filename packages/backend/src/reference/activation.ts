import type { Float64Parameters } from './float64-parameters.ts';

/** A Lagrangian L of one sample's threshold units x [N], and what follows from it (arXiv 2505.03648, threshold units). */
export interface Activation {
  /** L(x). */
  lagrangian(x: Float64Array): number;
  /** g = dL/dx into `g` [N]. */
  activity(x: Float64Array, g: Float64Array): void;
  /** out = (d2L/dx2) v [N]; the Hessian is symmetric, so this is both the forward and the reverse product. */
  hessianProduct(x: Float64Array, g: Float64Array, v: Float64Array, out: Float64Array): void;
  /** Adds v . dg/dtheta to the gradients that are there. */
  parameterVjp(x: Float64Array, v: Float64Array, gradients: Partial<Float64Parameters>): void;
}
