import { laneSum, madd, nmadd, zero } from '../../backend-wasm/assembly/lanes';

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
  if (n == 4) {
    stepFours(batch, perSample, channels, kind, project, x, y, slope, rates, next, energies);
    return;
  }
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
  if (n == 4) {
    stepFoursVjp(batch, perSample, channels, kind, project, x, y, slope, rates, cotangent, energies, dx, dy, dGamma, dRates, sums);
    return;
  }
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

/** Omega x of an oscillator of four: kind 0 is nothing, 1 the identity, 2 the two rates at `rates`. */
@inline
function turnedFour(kind: i32, x: v128, rates: usize): v128 {
  if (kind == 0) return zero();
  if (kind == 1) return x;
  return f32x4.mul(ratesOfFour(rates), v128.shuffle<f32>(x, x, 1, 0, 3, 2));
}

/** (w, -w) of each of two pairs. */
@inline
function ratesOfFour(rates: usize): v128 {
  const both = v128.load64_zero(rates);
  return f32x4.mul(v128.shuffle<f32>(both, both, 0, 0, 1, 1), f32x4(1, -1, 1, -1));
}

@inline
function dotFour(a: v128, b: v128): f32 {
  return laneSum(f32x4.mul(a, b));
}

@inline
function inverseNorm(squares: f32): f32 {
  return 1 / max<f32>(<f32>Math.sqrt(<f64>squares), SHORTEST);
}

/** `step` of oscillators of four, each one vector. */
function stepFours(
  batch: i32,
  perSample: i32,
  channels: i32,
  kind: i32,
  project: i32,
  x: usize,
  y: usize,
  slope: f32,
  rates: usize,
  next: usize,
  energies: usize,
): void {
  const gamma = f32x4.splat(slope);
  let at: usize = 0;
  for (let b = 0; b < batch; b++) {
    let energy: f64 = 0;
    let channel = 0;
    for (let end = at + 4 * perSample; at < end; at += 16) {
      const value = v128.load(x + at);
      const field = v128.load(y + at);
      const xy = dotFour(value, field);
      energy -= <f64>xy;
      let force = f32x4.add(turnedFour(kind, value, rates + 2 * channel), field);
      if (project) force = nmadd(f32x4.splat(xy), value, force);
      const moved = madd(gamma, force, value);
      v128.store(next + at, f32x4.mul(moved, f32x4.splat(inverseNorm(dotFour(moved, moved)))));
      channel += 4;
      if (channel == channels) channel = 0;
    }
    store<f32>(energies + 4 * b, <f32>energy);
  }
}

/** `stepVjp` of oscillators of four. */
function stepFoursVjp(
  batch: i32,
  perSample: i32,
  channels: i32,
  kind: i32,
  project: i32,
  x: usize,
  y: usize,
  slope: f32,
  rates: usize,
  cotangent: usize,
  energies: usize,
  dx: usize,
  dy: usize,
  dGamma: usize,
  dRates: usize,
  sums: usize,
): void {
  const gamma = f32x4.splat(slope);
  const pairs = kind == 2 ? channels / 2 : 0;
  for (let pair = 0; pair < pairs; pair++) store<f64>(sums + 8 * pair, 0);
  let ofGamma: f64 = 0;
  let at: usize = 0;
  for (let b = 0; b < batch; b++) {
    const ofEnergy = f32x4.splat(energies ? load<f32>(energies + 4 * b) : 0);
    let channel = 0;
    for (let end = at + 4 * perSample; at < end; at += 16) {
      const value = v128.load(x + at);
      const field = v128.load(y + at);
      const back = v128.load(cotangent + at);
      const radial = project ? f32x4.splat(dotFour(value, field)) : zero();
      const velocity = nmadd(radial, value, f32x4.add(turnedFour(kind, value, rates + 2 * channel), field));
      const moved = madd(gamma, velocity, value);
      const inverse = f32x4.splat(inverseNorm(dotFour(moved, moved)));
      const unit = f32x4.mul(moved, inverse);
      const start = f32x4.mul(nmadd(f32x4.splat(dotFour(unit, back)), unit, back), inverse);
      ofGamma += <f64>dotFour(start, velocity);
      const pulled = f32x4.mul(gamma, start);
      const pulledRadial = project ? f32x4.splat(dotFour(pulled, value)) : zero();
      let ofX = nmadd(f32x4.add(ofEnergy, pulledRadial), field, start);
      ofX = nmadd(radial, pulled, ofX);
      if (kind == 1) ofX = f32x4.add(ofX, pulled);
      if (kind == 2) {
        const turning = f32x4.mul(ratesOfFour(rates + 2 * channel), pulled);
        ofX = f32x4.add(ofX, v128.shuffle<f32>(turning, turning, 1, 0, 3, 2));
        // Entries (u, v) of x give w the slopes (v, -u).
        const shares = f32x4.mul(pulled, f32x4.mul(v128.shuffle<f32>(value, value, 1, 0, 3, 2), f32x4(1, -1, 1, -1)));
        const to = sums + 4 * channel;
        store<f64>(to, load<f64>(to) + <f64>(f32x4.extract_lane(shares, 0) + f32x4.extract_lane(shares, 1)));
        store<f64>(to, load<f64>(to, 8) + <f64>(f32x4.extract_lane(shares, 2) + f32x4.extract_lane(shares, 3)), 8);
      }
      v128.store(dx + at, ofX);
      v128.store(dy + at, nmadd(f32x4.add(ofEnergy, pulledRadial), value, pulled));
      channel += 4;
      if (channel == channels) channel = 0;
    }
  }
  store<f32>(dGamma, <f32>ofGamma);
  for (let pair = 0; pair < pairs; pair++) store<f32>(dRates + 4 * pair, <f32>load<f64>(sums + 8 * pair));
}
