import { ValueError } from '@hkmem/errors';

/** @throws ValueError unless the value is a whole number in [least, most]. */
export function requireWhole(what: string, value: number, least: number, most: number = Number.MAX_SAFE_INTEGER): void {
  if (!Number.isSafeInteger(value) || value < least || value > most) {
    const bound = most === Number.MAX_SAFE_INTEGER ? `${least} or more` : `${least} to ${most}`;
    throw new ValueError(what, value, `a whole number, ${bound}`);
  }
}

/** @throws ValueError unless the value is a number in [0, 1]. */
export function requireShare(what: string, value: number): void {
  if (!(value >= 0 && value <= 1)) throw new ValueError(what, value, 'a number from 0 to 1');
}

/** @throws ValueError unless the array has this many entries. */
export function requireLength(what: string, array: { readonly length: number }, length: number, way = ''): void {
  if (array.length !== length) throw new ValueError(`length of ${what}`, array.length, String(length), way);
}

/** @throws ValueError if an index is not below `count`. */
export function requireIndices(what: string, indices: Uint32Array, count: number): void {
  for (const index of indices) {
    if (index >= count) throw new ValueError(what, index, `below the count of images, ${count}`);
  }
}

/** Two different digits. @throws ValueError if they are equal or not whole numbers in 0 .. 255. */
export function requireDigits(digits: readonly [number, number]): void {
  for (const digit of digits) requireWhole('digit of an edit task', digit, 0, 255);
  if (digits[0] === digits[1]) {
    throw new ValueError('digits of an edit task', `[${digits.join(', ')}]`, 'two different digits');
  }
}
