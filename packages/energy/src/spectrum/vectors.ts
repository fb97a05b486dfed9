/** a . b. */
export function innerProduct(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** to += factor v. */
export function addScaled(to: Float64Array, factor: number, v: ArrayLike<number>): void {
  for (let i = 0; i < to.length; i++) to[i]! += factor * v[i]!;
}
