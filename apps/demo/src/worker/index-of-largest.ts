/** The place of the largest of some numbers, the first of equals. */
export function indexOfLargest(values: ArrayLike<number>): number {
  let place = 0;
  for (let n = 1; n < values.length; n++) if (values[n]! > values[place]!) place = n;
  return place;
}
