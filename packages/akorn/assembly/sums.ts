import { zero } from '../../backend-wasm/assembly/lanes';

/** out [C] = the sum of the rows of x [R, C], up to 16 columns at a time. */
export function sumRows(R: i32, C: i32, x: usize, out: usize): void {
  const row = 4 * C;
  let column = 0;
  for (; column + 16 <= C; column += 16) {
    let a = zero(), b = zero(), c = zero(), d = zero();
    let at = x + 4 * column;
    for (let r = 0; r < R; r++) {
      a = f32x4.add(a, v128.load(at));
      b = f32x4.add(b, v128.load(at, 16));
      c = f32x4.add(c, v128.load(at, 32));
      d = f32x4.add(d, v128.load(at, 48));
      at += row;
    }
    const to = out + 4 * column;
    v128.store(to, a);
    v128.store(to, b, 16);
    v128.store(to, c, 32);
    v128.store(to, d, 48);
  }
  for (; column < C; column++) {
    let sum: f32 = 0;
    let at = x + 4 * column;
    for (let r = 0; r < R; r++) {
      sum += load<f32>(at);
      at += row;
    }
    store<f32>(out + 4 * column, sum);
  }
}
