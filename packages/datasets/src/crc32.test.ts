import { crc32 as nodeCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { test } from 'vitest';
import { crc32 } from './crc32.ts';

test("agrees with zlib's on any bytes", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => crc32(bytes) === nodeCrc32(bytes)));
});
