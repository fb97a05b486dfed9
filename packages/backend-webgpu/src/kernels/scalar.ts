/**
 * Scalar functions in WGSL that stay finite for every finite input. WGSL's own tanh may overflow and is only good to
 * 1e-5; this one is a Taylor polynomial near 0 and a ratio of exponentials elsewhere.
 */
export const scalarFunctions: string = `
fn hyperbolicTangent(x: f32) -> f32 {
  let magnitude = min(abs(x), 15.0);
  if (magnitude < 0.25) {
    let q = x * x;
    return x * (1.0 + q * (-0.333333333 + q * (0.133333333 + q * (-0.0539682540 + q * 0.0218694885))));
  }
  let e = exp(-2.0 * magnitude);
  return sign(x) * (1.0 - e) / (1.0 + e);
}
fn logistic(x: f32) -> f32 {
  let e = exp(-abs(x));
  return select(e, 1.0, x >= 0.0) / (1.0 + e);
}
fn softplus(x: f32) -> f32 {
  return max(x, 0.0) + log(1.0 + exp(-abs(x)));
}
fn logCosh(x: f32) -> f32 {
  let magnitude = abs(x);
  return magnitude + log(1.0 + exp(-2.0 * magnitude)) - 0.693147181;
}
`;

/** GELU in its tanh form with its first and second derivative (Hendrycks and Gimpel, arXiv 1606.08415). */
export const geluFunction: string = `
fn gelu(z: f32) -> vec3f {
  let scale = 0.797884561;
  let cubic = 0.044715;
  let t = hyperbolicTangent(scale * (z + cubic * z * z * z));
  let inner = scale * (1.0 + 3.0 * cubic * z * z);
  let slope = (1.0 - t * t) * inner;
  let curve = -2.0 * t * slope * inner + (1.0 - t * t) * scale * 6.0 * cubic * z;
  return vec3f(0.5 * z * (1.0 + t), 0.5 * (1.0 + t) + 0.5 * z * slope, slope + 0.5 * z * curve);
}
`;
