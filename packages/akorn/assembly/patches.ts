/**
 * The k x k places around each place of an image, 0 outside, side by side: out [B H W, k k C] of x [B H W, C]. Of a patch row
 * the places that lie in the image are one piece of memory.
 */
export function patches(batch: i32, height: i32, width: i32, channels: i32, k: i32, x: usize, out: usize): void {
  const reach = (k - 1) >> 1;
  const place = 4 * channels;
  let to = out;
  for (let b = 0; b < batch; b++) {
    for (let i = 0; i < height; i++) {
      for (let j = 0; j < width; j++) {
        const from = max(0, j - reach);
        const until = min(width, j + reach + 1);
        const before = (from - j + reach) * place;
        const inside = (until - from) * place;
        for (let row = i - reach; row <= i + reach; row++) {
          if (row < 0 || row >= height) {
            memory.fill(to, 0, k * place);
          } else {
            memory.fill(to, 0, before);
            memory.copy(to + before, x + ((b * height + row) * width + from) * place, inside);
            memory.fill(to + before + inside, 0, k * place - before - inside);
          }
          to += k * place;
        }
      }
    }
  }
}

/** out [B H W, C]: each place's sum over where `patches` puts it, of a cotangent [B H W, k k C]. */
export function patchesVjp(
  batch: i32,
  height: i32,
  width: i32,
  channels: i32,
  k: i32,
  cotangent: usize,
  out: usize,
): void {
  const reach = (k - 1) >> 1;
  const place = 4 * channels;
  memory.fill(out, 0, batch * height * width * place);
  let at = cotangent;
  for (let b = 0; b < batch; b++) {
    for (let i = 0; i < height; i++) {
      for (let j = 0; j < width; j++) {
        const from = max(0, j - reach);
        const inside = (min(width, j + reach + 1) - from) * place;
        const before = (from - j + reach) * place;
        for (let row = i - reach; row <= i + reach; row++) {
          if (row >= 0 && row < height) {
            addTo(out + ((b * height + row) * width + from) * place, at + before, inside);
          }
          at += k * place;
        }
      }
    }
  }
}

/** Adds so many bytes of numbers to others. */
@inline
function addTo(to: usize, from: usize, bytes: i32): void {
  let n = 0;
  for (; n + 16 <= bytes; n += 16) v128.store(to + n, f32x4.add(v128.load(to + n), v128.load(from + n)));
  for (; n < bytes; n += 4) store<f32>(to + n, load<f32>(to + n) + load<f32>(from + n));
}
