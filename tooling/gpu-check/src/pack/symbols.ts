/** Kinds of sections of an ELF file that only debuggers read: the table of symbols and its names. */
const [symbolTable, allocated] = [2, 2n] as const;

/**
 * Fills what only debuggers read of a 64-bit little-endian ELF file with zeros, in place, so that it packs to nothing: the
 * table of static symbols, its names, and sections named .debug. Nothing moves. Other files are left as they are.
 */
export function clearSymbols(file: Uint8Array): void {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < 64 || view.getUint32(0) !== 0x7f454c46 || file[4] !== 2 || file[5] !== 1) return;
  const [headers, size, count] = [
    Number(view.getBigUint64(40, true)),
    view.getUint16(58, true),
    view.getUint16(60, true),
  ];
  const section = (n: number) => {
    const at = headers + n * size;
    return {
      name: view.getUint32(at, true),
      type: view.getUint32(at + 4, true),
      flags: view.getBigUint64(at + 8, true),
      offset: Number(view.getBigUint64(at + 24, true)),
      length: Number(view.getBigUint64(at + 32, true)),
      link: view.getUint32(at + 40, true),
    };
  };
  const sections = Array.from({ length: count }, (_, n) => section(n));
  const names = sections[view.getUint16(62, true)]!;
  const isDebug = ({ name }: (typeof sections)[number]): boolean => {
    const from = names.offset + name;
    return String.fromCharCode(...file.subarray(from, from + 6)) === '.debug';
  };
  const linked = sections.filter(({ type }) => type === symbolTable).map(({ link }) => link);
  sections.forEach((one, n) => {
    const needed = (one.flags & allocated) !== 0n;
    if (needed || !(one.type === symbolTable || linked.includes(n) || isDebug(one))) return;
    file.fill(0, one.offset, one.offset + one.length);
  });
}
