import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { type NpyArray, type NpyDtype, npyKinds } from '../src/formats/npy/dtypes.ts';
import { dtypeArrays } from '../src/safetensors/dtypes.ts';

/** What a file of others holds, as make.py describes it. */
export interface Described {
  readonly dtype: NpyDtype;
  readonly shape: readonly number[];
  /** Entries, row-major, low byte first. */
  readonly hex: string;
}

/** fixtures/data/manifest.json. */
export interface Manifest {
  readonly npy: Readonly<
    Record<
      string,
      Described & { readonly version: 1 | 2 | 3; readonly bigEndian: boolean; readonly fortranOrder: boolean }
    >
  >;
  readonly npz: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly safetensors: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly eqx: {
    readonly state: { readonly x: readonly number[]; readonly s: readonly number[] };
    readonly graphs: Readonly<Record<'K' | 'HK', readonly (readonly [number, number])[]>>;
    readonly kappas: readonly [number, number];
    readonly files: Readonly<
      Record<
        string,
        { readonly leaves: readonly Described[]; readonly x?: readonly number[]; readonly s?: readonly number[] }
      >
    >;
  };
}

/** A file that Python wrote. */
export function fixture(name: string): Uint8Array {
  return readFileSync(new URL(`./fixtures/data/${name}`, import.meta.url));
}

export const manifest = JSON.parse(new TextDecoder().decode(fixture('manifest.json'))) as Manifest;

/** The array that a description stands for. */
export function arrayOf({ dtype, shape, hex }: Described): NpyArray {
  const data = new dtypeArrays[dtype](Uint8Array.from(Buffer.from(hex, 'hex')).buffer);
  return { dtype, shape, data } as NpyArray;
}

/** Arrays whose bits are random. */
export const anyArray: fc.Arbitrary<NpyArray> = fc
  .tuple(fc.constantFrom(...(Object.keys(npyKinds) as NpyDtype[])), fc.array(fc.nat({ max: 4 }), { maxLength: 4 }))
  .chain(([dtype, shape]) => {
    const size = dtypeArrays[dtype].BYTES_PER_ELEMENT * shape.reduce((product, extent) => product * extent, 1);
    return fc
      .uint8Array({ minLength: size, maxLength: size })
      .map((bytes) => arrayOf({ dtype, shape, hex: Buffer.from(bytes).toString('hex') }));
  });

/** Arrays as their bits, which tell NaNs and zeros apart. */
export function bitsOf(arrays: Readonly<Record<string, NpyArray>>): Record<string, Described> {
  return Object.fromEntries(
    Object.entries(arrays).map(([name, { dtype, shape, data }]) => {
      const hex = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('hex');
      return [name, { dtype, shape, hex }];
    }),
  );
}
