import type { Dtype, SafetensorsTensor } from '../../safetensors/dtypes.ts';
import { NpyError } from '../errors.ts';

/** Number formats that .npy has as well; float16 is held as its bits. */
export type NpyDtype = Exclude<Dtype, 'F8_E5M2' | 'F8_E4M3' | 'BF16'>;

/** An array of an .npy file: its format, shape (empty for a scalar) and entries, flat and row-major. */
export type NpyArray = Extract<SafetensorsTensor, { readonly dtype: NpyDtype }>;

/** NumPy's kind and bytes of each format. */
export const npyKinds: Readonly<Record<NpyDtype, string>> = {
  BOOL: 'b1',
  I8: 'i1',
  U8: 'u1',
  I16: 'i2',
  U16: 'u2',
  I32: 'i4',
  U32: 'u4',
  I64: 'i8',
  U64: 'u8',
  F16: 'f2',
  F32: 'f4',
  F64: 'f8',
};

/** Whether a tensor is of a format that .npy has. */
export function isNpyArray(tensor: SafetensorsTensor): tensor is NpyArray {
  return Object.hasOwn(npyKinds, tensor.dtype);
}

/** A format and its byte order. */
export interface Descr {
  readonly dtype: NpyDtype;
  readonly bigEndian: boolean;
}

const unreadable: Readonly<Record<string, string>> = {
  O: 'Python objects, which are pickled code',
  V: 'structures or raw bytes, as JAX writes bfloat16',
  S: 'texts',
  a: 'texts',
  U: 'texts',
  M: 'dates',
  m: 'time spans',
  c: 'complex numbers',
};

/** The format that a `descr` such as `<f4` stands for. @throws {NpyError} for objects, texts, structures and the like. */
export function parseDescr(descr: string): Descr {
  const [, order = '', kind = ''] = /^([<>|])([a-zA-Z]\d*)$/.exec(descr) ?? [];
  const dtype = (Object.keys(npyKinds) as NpyDtype[]).find((name) => npyKinds[name] === kind);
  if (dtype !== undefined && (order !== '|' || kind.endsWith('1'))) return { dtype, bigEndian: order === '>' };
  const what = unreadable[/^[<>|=]?([a-zA-Z])/.exec(descr)?.[1] ?? ''];
  const hold = what === undefined ? '' : ` It holds ${what}.`;
  throw new NpyError(
    `the array is of format '${descr.slice(0, 40)}'.${hold} Read are b1, i1 to i8, u1 to u8, f2, f4 and f8 of either byte ` +
      'order: convert the array with NumPy first.',
  );
}
