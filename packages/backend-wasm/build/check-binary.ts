/**
 * Proof that a binary leaves the memory and the table it imports alone: no data, tables, elements, globals, start function
 * or growth of its own. One static literal would overwrite what tfjs keeps at the low end of the same memory.
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
  let found: Imports = { memories: [], tables: 0 };
  while (reader.position < binary.length) {
    const id = reader.byte();
    const size = reader.unsigned();
    const end = reader.position + size;
    const kind = sectionNames[id];
    if (kind !== undefined && reader.unsigned() > 0) throw new Error(`${name}: the binary has a ${kind} section`);
    if (id === 2) found = importsOf(reader, name);
    reader.position = end;
  }
  const [memory, ...others] = found.memories;
  if (memory === undefined || others.length > 0) {
    throw new Error(`${name}: got ${found.memories.length} memory imports, expected 1`);
  }
  if (found.tables > 1) throw new Error(`${name}: got ${found.tables} table imports, expected at most 1`);
  if (memory.shared !== shared) throw new Error(`${name}: imported memory is not ${shared ? '' : 'un'}shared`);
  if (memory.minimum > 1) throw new Error(`${name}: demands ${memory.minimum} pages of the memory`);
}

interface Imports {
  readonly memories: readonly MemoryImport[];
  readonly tables: number;
}

interface MemoryImport {
  readonly minimum: number;
  readonly shared: boolean;
}

/** What kinds of import are called, and which are allowed. */
const tableKind = 1;
const memoryKind = 2;
/** The element of a table of functions. */
const functionReference = 0x70;

function importsOf(reader: Reader, name: string): Imports {
  const memories: MemoryImport[] = [];
  let tables = 0;
  for (let left = reader.unsigned(); left > 0; left--) {
    const path = `${reader.text()}.${reader.text()}`;
    const kind = reader.byte();
    if (kind === memoryKind && path === 'env.memory') {
      const flags = reader.byte();
      memories.push({ minimum: reader.unsigned(), shared: (flags & 2) !== 0 });
      if ((flags & 1) !== 0) reader.unsigned();
    } else if (kind === tableKind && path === 'env.table' && reader.byte() === functionReference) {
      const flags = reader.byte();
      const minimum = reader.unsigned();
      if (minimum > 1 || (flags & 1) !== 0) throw new Error(`${name}: demands a table of another size than 1 or more`);
      tables++;
    } else throw new Error(`${name}: imports ${path}, only a memory env.memory and a table env.table are allowed`);
  }
  return { memories, tables };
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
