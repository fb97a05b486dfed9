import type { FunctionCode, Local } from './code.ts';

/** target += value, for a variable. */
export function accumulate(code: FunctionCode, target: Local, value: Local): void {
  code.get(target).get(value).simd('f32x4.add').set(target);
}

/** The vector at `pointer` + `offset` += value. */
export function addAt(code: FunctionCode, pointer: Local, offset: Local | undefined, value: Local): void {
  const address = (): FunctionCode => {
    code.get(pointer);
    return offset === undefined ? code : code.get(offset).addI32();
  };
  address();
  address().load().get(value).simd('f32x4.add').store();
}

/** Adds the four lanes of `value` to the four float64 at `pointer` + `offset`. */
export function addWide(code: FunctionCode, pointer: Local, value: Local, offset = 0): void {
  for (const half of [0, 1]) {
    code
      .get(pointer)
      .get(pointer)
      .load(offset + 16 * half)
      .get(value);
    if (half === 1) code.get(value).shuffle(2, 3, 2, 3);
    code
      .simd('f64x2.promote_low_f32x4')
      .simd('f64x2.add')
      .store(offset + 16 * half);
  }
}

/** Pushes the sums over the lanes of up to four vectors, one a lane. */
export function pushLaneSums(code: FunctionCode, values: readonly Local[]): void {
  const zero = code.local('v128');
  const [a, b, c, d] = [0, 1, 2, 3].map((k) => values[k] ?? zero) as [Local, Local, Local, Local];
  const pair = (first: Local, second: Local): void => {
    code.get(first).get(second).shuffle(0, 4, 1, 5).get(first).get(second).shuffle(2, 6, 3, 7).simd('f32x4.add');
  };
  const [low, high] = [code.local('v128'), code.local('v128')];
  pair(a, b);
  code.set(low);
  pair(c, d);
  code.set(high);
  code.get(low).get(high).shuffle(0, 1, 4, 5).get(low).get(high).shuffle(2, 3, 6, 7).simd('f32x4.add');
}
