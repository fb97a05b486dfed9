/** One optimiser step over a parameter, in place. An item is an entry. */
@unmanaged
class LionBlock {
  theta: usize;
  gradient: usize;
  first: usize;
  rate: f32;
  beta1: f32;
  beta2: f32;
  /** 1 - beta1 and 1 - beta2, rounded once. */
  rest1: f32;
  rest2: f32;
  decay: f32;
}

/** theta -= rate (sign(beta1 m + (1 - beta1) d) + decay theta); m = beta2 m + (1 - beta2) d. arXiv 2302.06675. */
export function lion(block: usize, begin: i32, end: i32, thread: i32): void {
  const b = changetype<LionBlock>(block);
  let at = <usize>begin << 2;
  const last = <usize>end << 2;
  const one = f32x4.splat(1.0);
  const beta1 = f32x4.splat(b.beta1);
  const beta2 = f32x4.splat(b.beta2);
  const rest1 = f32x4.splat(b.rest1);
  const rest2 = f32x4.splat(b.rest2);
  const rate = f32x4.splat(b.rate);
  const decay = f32x4.splat(b.decay);
  const zero = f32x4.splat(0);
  const signBit = i32x4.splat(0x80000000);
  for (; at < last; at += 16) {
    const d = v128.load(b.gradient + at);
    const m = v128.load(b.first + at);
    const theta = v128.load(b.theta + at);
    const mean = f32x4.add(f32x4.mul(beta1, m), f32x4.mul(rest1, d));
    const size = v128.and(one, f32x4.ne(mean, zero));
    const sign = v128.or(size, v128.and(mean, signBit));
    v128.store(b.theta + at, f32x4.sub(theta, f32x4.mul(rate, f32x4.add(sign, f32x4.mul(decay, theta)))));
    v128.store(b.first + at, f32x4.add(f32x4.mul(beta2, m), f32x4.mul(rest2, d)));
  }
}

@unmanaged
class AdamBlock {
  theta: usize;
  gradient: usize;
  first: usize;
  second: usize;
  rate: f32;
  beta1: f32;
  beta2: f32;
  /** 1 - beta1 and 1 - beta2, rounded once. */
  rest1: f32;
  rest2: f32;
  epsilon: f32;
  decay: f32;
  /** 1 / (1 - beta1^step) and 1 / (1 - beta2^step). */
  correction1: f32;
  correction2: f32;
}

/** theta -= rate (m^ / (sqrt(v^) + epsilon) + decay theta). arXiv 1412.6980, decay as in arXiv 1711.05101. */
export function adam(block: usize, begin: i32, end: i32, thread: i32): void {
  const b = changetype<AdamBlock>(block);
  let at = <usize>begin << 2;
  const last = <usize>end << 2;
  const beta1 = f32x4.splat(b.beta1);
  const beta2 = f32x4.splat(b.beta2);
  const rest1 = f32x4.splat(b.rest1);
  const rest2 = f32x4.splat(b.rest2);
  const rate = f32x4.splat(b.rate);
  const decay = f32x4.splat(b.decay);
  const epsilon = f32x4.splat(b.epsilon);
  const correction1 = f32x4.splat(b.correction1);
  const correction2 = f32x4.splat(b.correction2);
  for (; at < last; at += 16) {
    const d = v128.load(b.gradient + at);
    const theta = v128.load(b.theta + at);
    const m = f32x4.add(f32x4.mul(beta1, v128.load(b.first + at)), f32x4.mul(rest1, d));
    const v = f32x4.add(f32x4.mul(beta2, v128.load(b.second + at)), f32x4.mul(rest2, f32x4.mul(d, d)));
    v128.store(b.first + at, m);
    v128.store(b.second + at, v);
    const spread = f32x4.add(f32x4.sqrt(f32x4.mul(correction2, v)), epsilon);
    const step = f32x4.div(f32x4.mul(correction1, m), spread);
    v128.store(b.theta + at, f32x4.sub(theta, f32x4.mul(rate, f32x4.add(step, f32x4.mul(decay, theta)))));
  }
}
