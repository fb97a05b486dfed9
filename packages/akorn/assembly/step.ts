/** A vector shorter than this is divided by it. */
const SHORTEST: f32 = 1e-12;

/** Omega x, entry `i` of a group that starts at channel `channel`: kind 0 is nothing, 1 the identity, 2 the rates. */
@inline
function turned(kind: i32, x: usize, i: i32, channel: i32, rates: usize): f32 {
  if (kind == 0) return 0;
  if (kind == 1) return load<f32>(x + 4 * i);
  const w = load<f32>(rates + 4 * ((channel + i) >> 1));
  return i & 1 ? -w * load<f32>(x + 4 * (i - 1)) : w * load<f32>(x + 4 * (i + 1));
}

/**
 * next = normalise(x + gamma (Omega x + y - (x.y) x)) for every group of n channels of rows [R, C]; energies [B] of
 * samples of `perSample` numbers, - sum x.y in float64.
 */
export function step(
  batch: i32,
  perSample: i32,
  channels: i32,
  n: i32,
  kind: i32,
  project: i32,
  x: usize,
  y: usize,
  gamma: usize,
  rates: usize,
  next: usize,
  energies: usize,
): void {
  const slope = load<f32>(gamma);
  for (let b = 0; b < batch; b++) {
    let energy: f64 = 0;
    for (let at = 0; at < perSample; at += n) {
      const start = 4 * (b * perSample + at);
      let xy: f32 = 0;
      for (let i = 0; i < n; i++) xy += load<f32>(x + start + 4 * i) * load<f32>(y + start + 4 * i);
      energy -= <f64>xy;
      const radial: f32 = project ? xy : 0;
      const channel = at % channels;
      let squares: f32 = 0;
      for (let i = 0; i < n; i++) {
        const value = load<f32>(x + start + 4 * i);
        const force = turned(kind, x + start, i, channel, rates) + load<f32>(y + start + 4 * i) - radial * value;
        const moved = value + slope * force;
        squares += moved * moved;
        store<f32>(next + start + 4 * i, moved);
      }
      const inverse: f32 = 1 / max<f32>(<f32>Math.sqrt(<f64>squares), SHORTEST);
      for (let i = 0; i < n; i++) {
        const to = next + start + 4 * i;
        store<f32>(to, load<f32>(to) * inverse);
      }
    }
    store<f32>(energies + 4 * b, <f32>energy);
  }
}

/**
 * Cotangents of x and y, and gradients of gamma [1] and the rates [C/2], from that of next, and of the energies if
 * `energies` is not 0. `moved` and `velocity` hold n numbers each, `sums` C/2 numbers in float64.
 */
export function stepVjp(
  batch: i32,
  perSample: i32,
  channels: i32,
  n: i32,
  kind: i32,
  project: i32,
  x: usize,
  y: usize,
  gamma: usize,
  rates: usize,
  cotangent: usize,
  energies: usize,
  dx: usize,
  dy: usize,
  dGamma: usize,
  dRates: usize,
  moved: usize,
  velocity: usize,
  sums: usize,
): void {
  const slope = load<f32>(gamma);
  const pairs = kind == 2 ? channels / 2 : 0;
  for (let pair = 0; pair < pairs; pair++) store<f64>(sums + 8 * pair, 0);
  let ofGamma: f64 = 0;
  for (let b = 0; b < batch; b++) {
    const ofEnergy: f32 = energies ? load<f32>(energies + 4 * b) : 0;
    for (let at = 0; at < perSample; at += n) {
      const start = 4 * (b * perSample + at);
      const channel = at % channels;
      let xy: f32 = 0;
      for (let i = 0; i < n; i++) xy += load<f32>(x + start + 4 * i) * load<f32>(y + start + 4 * i);
      const radial: f32 = project ? xy : 0;
      let squares: f32 = 0;
      for (let i = 0; i < n; i++) {
        const value = load<f32>(x + start + 4 * i);
        const force = turned(kind, x + start, i, channel, rates) + load<f32>(y + start + 4 * i) - radial * value;
        store<f32>(velocity + 4 * i, force);
        store<f32>(moved + 4 * i, value + slope * force);
        squares += (value + slope * force) * (value + slope * force);
      }
      const inverse: f32 = 1 / max<f32>(<f32>Math.sqrt(<f64>squares), SHORTEST);
      let along: f32 = 0;
      for (let i = 0; i < n; i++) along += load<f32>(moved + 4 * i) * inverse * load<f32>(cotangent + start + 4 * i);
      // From here on `moved` holds the cotangent of x + gamma velocity.
      let xBack: f32 = 0;
      for (let i = 0; i < n; i++) {
        const unit = load<f32>(moved + 4 * i) * inverse;
        const back = (load<f32>(cotangent + start + 4 * i) - along * unit) * inverse;
        store<f32>(moved + 4 * i, back);
        ofGamma += <f64>(back * load<f32>(velocity + 4 * i));
        xBack += back * load<f32>(x + start + 4 * i);
      }
      const pulledRadial: f32 = project ? slope * xBack : 0;
      for (let i = 0; i < n; i++) {
        const back = load<f32>(moved + 4 * i);
        const pulled = slope * back;
        const value = load<f32>(x + start + 4 * i);
        const force = load<f32>(y + start + 4 * i);
        let ofX = back - ofEnergy * force - pulledRadial * force - radial * pulled;
        if (kind == 1) ofX += pulled;
        if (kind == 2) {
          const pair = (channel + i) >> 1;
          const w = load<f32>(rates + 4 * pair);
          const partner = i & 1 ? i - 1 : i + 1;
          const sign: f32 = i & 1 ? -1 : 1;
          ofX -= sign * w * slope * load<f32>(moved + 4 * partner);
          const share = sign * pulled * load<f32>(x + start + 4 * partner);
          store<f64>(sums + 8 * pair, load<f64>(sums + 8 * pair) + <f64>share);
        }
        store<f32>(dx + start + 4 * i, ofX);
        store<f32>(dy + start + 4 * i, pulled - ofEnergy * value - pulledRadial * value);
      }
    }
  }
  store<f32>(dGamma, <f32>ofGamma);
  for (let pair = 0; pair < pairs; pair++) store<f32>(dRates + 4 * pair, <f32>load<f64>(sums + 8 * pair));
}
