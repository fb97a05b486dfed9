/** What each binary operator becomes. */
export const operators: Readonly<Record<string, string>> = {
  '+': '-',
  '-': '+',
  '*': '/',
  '/': '*',
  '%': '*',
  '<': '<=',
  '<=': '<',
  '>': '>=',
  '>=': '>',
  '==': '!=',
  '!=': '==',
  '===': '!==',
  '!==': '===',
  '<<': '>>',
  '>>': '<<',
  '&': '|',
  '|': '&',
  '&&': '||',
  '||': '&&',
  '+=': '-=',
  '-=': '+=',
  '*=': '/=',
  '/=': '*=',
};

/** Functions of two arguments of one kind, and what each becomes. */
export const functions: Readonly<Record<string, string>> = {
  add: 'sub',
  sub: 'add',
  mul: 'div',
  div: 'mul',
  min: 'max',
  max: 'min',
  pmin: 'pmax',
  pmax: 'pmin',
  and: 'or',
  or: 'and',
  eq: 'ne',
  ne: 'eq',
  gt: 'ge',
  ge: 'gt',
  lt: 'le',
  le: 'lt',
  lt_s: 'le_s',
  relaxed_madd: 'relaxed_nmadd',
  relaxed_nmadd: 'relaxed_madd',
};

/** Multiply-adds of the kernels, written out with the other sign. */
export const multiplyAdds: Readonly<Record<string, (a: string, b: string, c: string) => string>> = {
  madd: (a, b, c) => `f32x4.sub(${c}, f32x4.mul(${a}, ${b}))`,
  nmadd: (a, b, c) => `f32x4.add(f32x4.mul(${a}, ${b}), ${c})`,
};

/** Names that choose among kinds or places; each stands for the next of its row that the file knows. */
export const kinds: readonly (readonly string[])[] = [
  ['RELU', 'TANH', 'SIGMOID', 'IDENTITY', 'LINEAR', 'SOFTMAX', 'MLP_SHARED', 'NONE'],
  ['RELU_UNITS', 'TANH_UNITS', 'SIGMOID_UNITS'],
  ['relu', 'tanh', 'sigmoid', 'identity', 'linear', 'softmax', 'mlpShared', 'mlpPerEdge'],
  ['MINUS_A', 'MINUS_B', 'WEIGHT'],
  ['minusA', 'minusB', 'weight'],
];

/** What a number becomes: one more, and nothing. */
export function otherNumbers(number: string): readonly string[] {
  const parts = /^(0x[\da-f]+|[\d.]+(?:e[-+]?\d+)?)([uif]?)$/i.exec(number);
  if (parts === null) return [];
  const [, digits, suffix] = parts as unknown as [string, string, string];
  const value = Number(digits);
  const isWhole = !digits.includes('.') && !/^[\d.]+e/i.test(digits);
  const text = (other: number): string => `${other}${isWhole || /[.e]/.test(`${other}`) ? '' : '.0'}${suffix}`;
  return value === 0 ? [text(1)] : [text(value + 1), text(0)];
}
