import { expect, test } from 'vitest';
import { clearSymbols } from './symbols.ts';

const [header, entry] = [64, 64];
const text = (value: string): number[] => [...value].map((letter) => letter.charCodeAt(0));

/** A file of sections by name: type, whether it is loaded, which section holds its names, contents. */
function elf(
  sections: readonly (readonly [name: string, type: number, loaded: boolean, link: number, size: number])[],
): {
  readonly file: Uint8Array;
  readonly bytesOf: (name: string) => Uint8Array;
} {
  const names = ['', ...sections.map(([name]) => name), '.shstrtab'].map((name) => `${name}\0`);
  const all = [...sections, ['.shstrtab', 3, false, 0, names.join('').length] as const];
  const places = [header];
  for (const [, , , , size] of all) places.push(places.at(-1)! + size);
  const table = places.at(-1)!;
  const file = new Uint8Array(table + entry * (all.length + 1)).fill(7, header, table);
  const view = new DataView(file.buffer);
  file.set([0x7f, ...text('ELF'), 2, 1]);
  view.setBigUint64(40, BigInt(table), true);
  view.setUint16(58, entry, true);
  view.setUint16(60, all.length + 1, true);
  view.setUint16(62, all.length, true);
  all.forEach(([, type, loaded, link, size], n) => {
    const at = table + entry * (n + 1);
    view.setUint32(at, names.slice(0, n + 1).join('').length, true);
    view.setUint32(at + 4, type, true);
    view.setBigUint64(at + 8, loaded ? 2n : 0n, true);
    view.setBigUint64(at + 24, BigInt(places[n]!), true);
    view.setBigUint64(at + 32, BigInt(size), true);
    view.setUint32(at + 40, link, true);
  });
  file.set(text(names.join('')), places[all.length - 1]!);
  const bytesOf = (name: string): Uint8Array => {
    const n = all.findIndex(([own]) => own === name);
    return file.subarray(places[n]!, places[n]! + all[n]![4]);
  };
  return { file, bytesOf };
}

test('only what debuggers read is cleared, and nothing moves', () => {
  const { file, bytesOf } = elf([
    ['.text', 1, true, 0, 16],
    ['.dynsym', 2, true, 0, 8],
    ['.symtab', 2, false, 4, 24],
    ['.strtab', 3, false, 0, 8],
    ['.debug_info', 1, false, 0, 8],
    ['.comment', 1, false, 0, 8],
  ]);
  const before = file.length;
  clearSymbols(file);
  expect(file.length).toBe(before);
  for (const kept of ['.text', '.dynsym', '.comment']) expect([...new Set(bytesOf(kept))], kept).toEqual([7]);
  for (const gone of ['.symtab', '.strtab', '.debug_info']) expect([...new Set(bytesOf(gone))], gone).toEqual([0]);
  expect(String.fromCharCode(...bytesOf('.shstrtab'))).toContain('.symtab');
});

test('other files stay as they are', () => {
  for (const bytes of [[], text('a text'), [0x7f, ...text('ELF'), 1, 1, ...Array(100).fill(7)]]) {
    const file = Uint8Array.from(bytes);
    clearSymbols(file);
    expect([...file]).toEqual(bytes);
  }
});
