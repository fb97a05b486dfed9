/** The array that holds the entries of each number format. */
export interface DtypeArrays {
  /** 0 and 1. */
  readonly BOOL: Uint8Array;
  readonly U8: Uint8Array;
  readonly I8: Int8Array;
  /** Floats of 8 and 16 bits are held as their bits. */
  readonly F8_E5M2: Uint8Array;
  readonly F8_E4M3: Uint8Array;
  readonly I16: Int16Array;
  readonly U16: Uint16Array;
  readonly F16: Uint16Array;
  readonly BF16: Uint16Array;
  readonly I32: Int32Array;
  readonly U32: Uint32Array;
  readonly F32: Float32Array;
  readonly F64: Float64Array;
  readonly I64: BigInt64Array;
  readonly U64: BigUint64Array;
}

/** Number formats of safetensors files. */
export type Dtype = keyof DtypeArrays;

/** A tensor of a file: its format, shape (empty for a scalar) and entries, flat and row-major. */
export type SafetensorsTensor = {
  readonly [T in Dtype]: { readonly dtype: T; readonly shape: readonly number[]; readonly data: DtypeArrays[T] };
}[Dtype];

interface TypedArrayConstructor<Values> {
  readonly name: string;
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBuffer): Values;
}

/** Constructors by format; a file lists its tensors by format in this order from behind. */
export const dtypeArrays: { readonly [T in Dtype]: TypedArrayConstructor<DtypeArrays[T]> } = {
  BOOL: Uint8Array,
  U8: Uint8Array,
  I8: Int8Array,
  F8_E5M2: Uint8Array,
  F8_E4M3: Uint8Array,
  I16: Int16Array,
  U16: Uint16Array,
  F16: Uint16Array,
  BF16: Uint16Array,
  I32: Int32Array,
  U32: Uint32Array,
  F32: Float32Array,
  F64: Float64Array,
  I64: BigInt64Array,
  U64: BigUint64Array,
};

/** The names of all formats. */
export const dtypes: readonly Dtype[] = Object.keys(dtypeArrays) as Dtype[];
