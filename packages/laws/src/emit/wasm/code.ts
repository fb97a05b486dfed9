import { list, signed, unsigned } from './bytes.ts';

/** Types of values. */
export const types = { i32: 0x7f, f32: 0x7d, v128: 0x7b } as const;
/** A name of such a type. */
export type ValueType = keyof typeof types;

/** SIMD instructions by name, with their numbers behind the prefix 0xfd. */
const simd = {
  'v128.and': 78,
  'v128.or': 80,
  'v128.bitselect': 82,
  'i32x4.splat': 17,
  'i32x4.lt_s': 57,
  'f32x4.ne': 66,
  'f32x4.lt': 67,
  'f32x4.gt': 68,
  'f32x4.le': 69,
  'f32x4.nearest': 106,
  'f32x4.abs': 224,
  'f32x4.neg': 225,
  'f32x4.sqrt': 227,
  'f32x4.add': 228,
  'f32x4.sub': 229,
  'f32x4.mul': 230,
  'f32x4.div': 231,
  'f32x4.pmin': 234,
  'f32x4.pmax': 235,
  'f64x2.promote_low_f32x4': 95,
  'f64x2.add': 240,
  'f32x4.relaxed_madd': 261,
  'f32x4.relaxed_nmadd': 262,
} as const;
/** A name of a SIMD instruction without immediate operands. */
export type SimdName = keyof typeof simd;

/** A variable of a function. */
export interface Local {
  readonly index: number;
  readonly type: ValueType;
}

/** The body of a function as it is written, instruction by instruction; operands are pushed first. */
export class FunctionCode {
  readonly parameters: readonly Local[];
  readonly #locals: Local[] = [];
  readonly #bytes: number[] = [];

  constructor(parameters: readonly ValueType[]) {
    this.parameters = parameters.map((type, index) => ({ type, index }));
  }

  /** A new variable, 0 at first. */
  local(type: ValueType): Local {
    const made = { type, index: this.parameters.length + this.#locals.length };
    this.#locals.push(made);
    return made;
  }

  get({ index }: Local): this {
    return this.#add(0x20, ...unsigned(index));
  }

  set({ index }: Local): this {
    return this.#add(0x21, ...unsigned(index));
  }

  i32(value: number): this {
    return this.#add(0x41, ...signed(value));
  }

  addI32(): this {
    return this.#add(0x6a);
  }

  /** Logical shift right by a constant. */
  shiftRight(bits: number): this {
    return this.i32(bits).#add(0x76);
  }

  loadI32(offset = 0): this {
    return this.#add(0x28, 2, ...unsigned(offset));
  }

  load(offset = 0): this {
    return this.#add(0xfd, 0, 0, ...unsigned(offset));
  }

  loadSplat(offset = 0): this {
    return this.#add(0xfd, 9, 0, ...unsigned(offset));
  }

  store(offset = 0): this {
    return this.#add(0xfd, 11, 0, ...unsigned(offset));
  }

  extractF32(lane: number): this {
    return this.#add(0xfd, 31, lane);
  }

  replaceF32(lane: number): this {
    return this.#add(0xfd, 32, lane);
  }

  /** Four float32. */
  vector(...values: readonly [number, number, number, number]): this {
    return this.#add(0xfd, 12, ...new Uint8Array(Float32Array.of(...values).buffer));
  }

  /** Four 32-bit whole numbers. */
  wholeVector(...values: readonly [number, number, number, number]): this {
    return this.#add(0xfd, 12, ...new Uint8Array(Int32Array.of(...values).buffer));
  }

  splat(value: number): this {
    return this.vector(value, value, value, value);
  }

  simd(name: SimdName): this {
    return this.#add(0xfd, ...unsigned(simd[name]));
  }

  /** Picks four 32-bit lanes out of the eight of two vectors. */
  shuffle(...lanes: readonly [number, number, number, number]): this {
    return this.#add(0xfd, 13, ...lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte)));
  }

  call(index: number): this {
    return this.#add(0x10, ...unsigned(index));
  }

  /** Repeats `body` while `pointer` is below `end`. */
  whileBelow(pointer: Local, end: Local, body: () => void): this {
    this.#add(0x02, 0x40, 0x03, 0x40).get(pointer).get(end).#add(0x4f, 0x0d, 1);
    body();
    return this.#add(0x0c, 0, 0x0b, 0x0b);
  }

  /** Does `body` if `condition` is not 0. */
  ifSet(condition: Local, body: () => void): this {
    this.get(condition).#add(0x04, 0x40);
    body();
    return this.#add(0x0b);
  }

  /** pointer += bytes. */
  advance(pointer: Local, bytes: number): this {
    return this.get(pointer).i32(bytes).addI32().set(pointer);
  }

  /** The function in the code section. */
  finish(): readonly number[] {
    const locals = list(this.#locals.map(({ type }) => [1, types[type]]));
    const body = [...locals, ...this.#bytes, 0x0b];
    return [...unsigned(body.length), ...body];
  }

  #add(...bytes: readonly number[]): this {
    for (const byte of bytes) this.#bytes.push(byte);
    return this;
  }
}
