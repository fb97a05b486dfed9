import type { WgslFunction } from '@hkmem/laws';

/** GELU in its tanh form with its first and second derivative (Hendrycks and Gimpel, arXiv 1606.08415). */
export const geluFunction: WgslFunction = {
  helpers: ['hyperbolicTangent'],
  text: `
fn gelu(z: f32) -> vec3f {
  let scale = 0.797884561;
  let cubic = 0.044715;
  let t = hyperbolicTangent(scale * (z + cubic * z * z * z));
  let inner = scale * (1.0 + 3.0 * cubic * z * z);
  let slope = (1.0 - t * t) * inner;
  let curve = -2.0 * t * slope * inner + (1.0 - t * t) * scale * 6.0 * cubic * z;
  return vec3f(0.5 * z * (1.0 + t), 0.5 * (1.0 + t) + 0.5 * z * slope, slope + 0.5 * z * curve);
}
`,
};
