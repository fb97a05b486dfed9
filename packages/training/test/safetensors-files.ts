import fc from 'fast-check';
import { dtypeArrays, dtypes, type SafetensorsTensor } from '../src/safetensors/dtypes.ts';

const name = fc.string({ unit: 'grapheme', maxLength: 8 }).filter((text) => text !== '__metadata__');
const tensor: fc.Arbitrary<SafetensorsTensor> = fc
  .tuple(fc.constantFrom(...dtypes), fc.array(fc.nat({ max: 4 }), { maxLength: 3 }))
  .chain(([dtype, shape]) => {
    const bytes = dtypeArrays[dtype].BYTES_PER_ELEMENT * shape.reduce((product, extent) => product * extent, 1);
    return fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((data) => {
      return { dtype, shape, data: new dtypeArrays[dtype](data.slice().buffer) } as SafetensorsTensor;
    });
  });

/** Tensors and metadata of a file at random. */
export const content: fc.Arbitrary<{
  tensors: Record<string, SafetensorsTensor>;
  metadata: Record<string, string>;
}> = fc.record({
  tensors: fc.dictionary(name, tensor, { maxKeys: 6 }),
  metadata: fc.dictionary(name, fc.string({ unit: 'grapheme' }), { maxKeys: 3 }),
});

/** A file with this header text, its length as said or as it is, and so many bytes of data. */
export function fileOf(
  header: string,
  dataBytes = 0,
  length: bigint = BigInt(new TextEncoder().encode(header).length),
): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = new Uint8Array(8 + text.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, length, true);
  bytes.set(text, 8);
  return bytes;
}
