/** Numbers and lists in the binary format of WebAssembly. */

/** LEB128 without sign. */
export function unsigned(value: number): readonly number[] {
  const bytes: number[] = [];
  for (let left = value; ; ) {
    const byte = left % 128;
    left = Math.floor(left / 128);
    bytes.push(left === 0 ? byte : byte + 128);
    if (left === 0) return bytes;
  }
}

/** LEB128 with sign, of a 32-bit number. */
export function signed(value: number): readonly number[] {
  const bytes: number[] = [];
  for (let left = value | 0; ; ) {
    const byte = left & 0x7f;
    left >>= 7;
    const done = (left === 0 && (byte & 0x40) === 0) || (left === -1 && (byte & 0x40) !== 0);
    bytes.push(done ? byte : byte | 0x80);
    if (done) return bytes;
  }
}

/** A name, its length first. */
export function text(value: string): readonly number[] {
  const bytes = new TextEncoder().encode(value);
  return [...unsigned(bytes.length), ...bytes];
}

/** A list, its length first. */
export function list(items: readonly (readonly number[])[]): readonly number[] {
  return [...unsigned(items.length), ...items.flat()];
}

/** A section: its number, its length, its content. */
export function section(id: number, content: readonly number[]): readonly number[] {
  return [id, ...unsigned(content.length), ...content];
}
