import { describe, expect, test } from 'vitest';
import type { SafetensorsTensor } from './dtypes.ts';
import { readSafetensors } from './read.ts';
import { writeSafetensors } from './write.ts';

/**
 * Files that the reference implementation wrote: safetensors 0.8.0 with numpy 2.4.6 on Python 3.11, each by
 * `base64.b64encode(safetensors.numpy.save(tensors, metadata))` of the arrays below, with dtypes of the same names.
 */
const reference: readonly (readonly [
  string,
  string,
  Record<string, SafetensorsTensor>,
  Record<string, string> | undefined,
])[] = [
  [
    'two matrices',
    'kAAAAAAAAAB7ImhvcGZpZWxkLmJpYXMiOnsiZHR5cGUiOiJGMzIiLCJzaGFwZSI6WzJdLCJkYXRhX29mZnNldHMiOlswLDhdfSwiaG9wZmllbGQud2VpZ2h0cyI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbMiwyXSwiZGF0YV9vZmZzZXRzIjpbOCwyNF19fSAgICAgICAAAIA/AACAvwAAAAAAAAA/AAAAPwAAAAA=',
    {
      'hopfield.weights': { dtype: 'F32', shape: [2, 2], data: Float32Array.of(0, 0.5, 0.5, 0) },
      'hopfield.bias': { dtype: 'F32', shape: [2], data: Float32Array.of(1, -1) },
    },
    undefined,
  ],
  [
    'every format of numpy, a scalar, no entries, names and metadata beyond ASCII',
    'AAQAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJub3RlIjoibWFkZSBcImhlcmVcIlxuw6kifSwidTY0Ijp7ImR0eXBlIjoiVTY0Iiwic2hhcGUiOlsxXSwiZGF0YV9vZmZzZXRzIjpbMCw4XX0sIndpZGUiOnsiZHR5cGUiOiJJNjQiLCJzaGFwZSI6WzIsMl0sImRhdGFfb2Zmc2V0cyI6WzgsNDBdfSwiZG91YmxlIjp7ImR0eXBlIjoiRjY0Iiwic2hhcGUiOlsxLDNdLCJkYXRhX29mZnNldHMiOls0MCw2NF19LCJiLnNpbmdsZSI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbMV0sImRhdGFfb2Zmc2V0cyI6WzY0LDY4XX0sIm5vbmUiOnsiZHR5cGUiOiJGMzIiLCJzaGFwZSI6WzAsM10sImRhdGFfb2Zmc2V0cyI6WzY4LDY4XX0sInNjYWxhciI6eyJkdHlwZSI6IkYzMiIsInNoYXBlIjpbXSwiZGF0YV9vZmZzZXRzIjpbNjgsNzJdfSwic2luZ2xlIjp7ImR0eXBlIjoiRjMyIiwic2hhcGUiOlsyLDFdLCJkYXRhX29mZnNldHMiOls3Miw4MF19LCJ1MzIiOnsiZHR5cGUiOiJVMzIiLCJzaGFwZSI6WzFdLCJkYXRhX29mZnNldHMiOls4MCw4NF19LCJpbnRzIjp7ImR0eXBlIjoiSTMyIiwic2hhcGUiOlsyLDJdLCJkYXRhX29mZnNldHMiOls4NCwxMDBdfSwiaGFsZiI6eyJkdHlwZSI6IkYxNiIsInNoYXBlIjpbM10sImRhdGFfb2Zmc2V0cyI6WzEwMCwxMDZdfSwidXNob3J0Ijp7ImR0eXBlIjoiVTE2Iiwic2hhcGUiOlsxXSwiZGF0YV9vZmZzZXRzIjpbMTA2LDEwOF19LCJzaG9ydCI6eyJkdHlwZSI6IkkxNiIsInNoYXBlIjpbMV0sImRhdGFfb2Zmc2V0cyI6WzEwOCwxMTBdfSwidGlueSI6eyJkdHlwZSI6Ikk4Iiwic2hhcGUiOlsxXSwiZGF0YV9vZmZzZXRzIjpbMTEwLDExMV19LCJHcsO2w59lIFwizrJcIlxuIjp7ImR0eXBlIjoiVTgiLCJzaGFwZSI6WzFdLCJkYXRhX29mZnNldHMiOlsxMTEsMTEyXX0sImJ5dGVzIjp7ImR0eXBlIjoiVTgiLCJzaGFwZSI6WzNdLCJkYXRhX29mZnNldHMiOlsxMTIsMTE1XX0sImZsYWdzIjp7ImR0eXBlIjoiQk9PTCIsInNoYXBlIjpbMl0sImRhdGFfb2Zmc2V0cyI6WzExNSwxMTddfX0gICAgICAg//////////8BAAAAAAAAAAAAAAAAAADAAwAAAAAAAAD/////////f5qZmZmZmbk/mpmZmZmZyb+cdQCIPOQ3fgAAQEAAAChCAADAPwAAEMD//////////wIAAAADAAAA/P///wA8AMH/e///1P75CQEC/wEA',
    {
      half: { dtype: 'F16', shape: [3], data: Uint16Array.of(0x3c00, 0xc100, 0x7bff) },
      wide: { dtype: 'I64', shape: [2, 2], data: BigInt64Array.of(1n, -(2n ** 62n), 3n, 2n ** 63n - 1n) },
      u64: { dtype: 'U64', shape: [1], data: BigUint64Array.of(2n ** 64n - 1n) },
      double: { dtype: 'F64', shape: [1, 3], data: Float64Array.of(0.1, -0.2, 1e300) },
      single: { dtype: 'F32', shape: [2, 1], data: Float32Array.of(1.5, -2.25) },
      'b.single': { dtype: 'F32', shape: [1], data: Float32Array.of(3) },
      ints: { dtype: 'I32', shape: [2, 2], data: Int32Array.of(-1, 2, 3, -4) },
      u32: { dtype: 'U32', shape: [1], data: Uint32Array.of(4294967295) },
      short: { dtype: 'I16', shape: [1], data: Int16Array.of(-300) },
      ushort: { dtype: 'U16', shape: [1], data: Uint16Array.of(65535) },
      tiny: { dtype: 'I8', shape: [1], data: Int8Array.of(-7) },
      bytes: { dtype: 'U8', shape: [3], data: Uint8Array.of(1, 2, 255) },
      flags: { dtype: 'BOOL', shape: [2], data: Uint8Array.of(1, 0) },
      scalar: { dtype: 'F32', shape: [], data: Float32Array.of(42) },
      none: { dtype: 'F32', shape: [0, 3], data: new Float32Array(0) },
      'Größe "β"\n': { dtype: 'U8', shape: [1], data: Uint8Array.of(9) },
    },
    { note: 'made "here"\né' },
  ],
  ['nothing', 'CAAAAAAAAAB7fSAgICAgIA==', {}, undefined],
];

describe('files of the reference implementation', () => {
  test.for(reference)('%s: read', ([, base64, tensors, metadata]) => {
    // A Buffer in Node's pool, at an address that suits no format.
    expect(readSafetensors(Buffer.from(base64, 'base64'))).toEqual({ tensors, metadata: metadata ?? {} });
  });

  test.for(reference)('%s: written byte for byte', ([, base64, tensors, metadata]) => {
    expect(Buffer.from(writeSafetensors(tensors, metadata)).toString('base64')).toBe(base64);
  });
});
