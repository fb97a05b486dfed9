/**
 * Proof that a binary leaves the memory it imports alone: no data, tables, globals, start function or growth of its
 * own. One static literal would overwrite what tfjs keeps at the low end of the same memory.
 */

const sectionNames: Readonly<Record<number, string>> = {
  4: 'table',
  6: 'global',
  8: 'start',
  9: 'element',
  11: 'data',
};

/** @throws {Error} naming what the binary holds that it must not, or the memory import that is not as wanted. */
export function checkBinary(binary: Uint8Array, name: string, shared: boolean): void {
  const reader = new Reader(binary, 8);
  let imports: readonly MemoryImport[] = [];
  while (reader.position < binary.length) {
    const id = reader.byte();
    const size = reader.unsigned();
    const end = reader.position + size;
    const kind = sectionNames[id];
    if (kind !== undefined && reader.unsigned() > 0) throw new Error(`${name}: the binary has a ${kind} section`);
    if (id === 2) imports = memoryImports(reader, name);
    reader.position = end;
  }
  if (imports.length !== 1) throw new Error(`${name}: got ${imports.length} memory imports, expected 1`);
  if (imports[0]!.shared !== shared) throw new Error(`${name}: imported memory is not ${shared ? '' : 'un'}shared`);
  if (imports[0]!.minimum > 1) throw new Error(`${name}: demands ${imports[0]!.minimum} pages of the memory`);
}

interface MemoryImport {
  readonly minimum: number;
  readonly shared: boolean;
}

function memoryImports(reader: Reader, name: string): readonly MemoryImport[] {
  const found: MemoryImport[] = [];
  for (let left = reader.unsigned(); left > 0; left--) {
    const path = `${reader.text()}.${reader.text()}`;
    const kind = reader.byte();
    if (kind !== 2 || path !== 'env.memory') throw new Error(`${name}: imports ${path}, only env.memory is allowed`);
    const flags = reader.byte();
    found.push({ minimum: reader.unsigned(), shared: (flags & 2) !== 0 });
    if ((flags & 1) !== 0) reader.unsigned();
  }
  return found;
}

class Reader {
  readonly bytes: Uint8Array;
  position: number;

  constructor(bytes: Uint8Array, position: number) {
    this.bytes = bytes;
    this.position = position;
  }

  byte(): number {
    return this.bytes[this.position++]!;
  }

  /** LEB128. */
  unsigned(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }

  text(): string {
    const length = this.unsigned();
    this.position += length;
    return new TextDecoder().decode(this.bytes.subarray(this.position - length, this.position));
  }
}
