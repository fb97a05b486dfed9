import { type Kernel, KernelSourceError, type Layout } from './kernel-sources.ts';

/** Bytes that a block may have: the blocks of a phase then stay in the nearest cache. */
export const mostBlockBytes = 512;

/** Blocks begin on cache lines. */
const line = 64;

/** Bytes of a layout. */
export function bytesOf({ fields }: Layout): number {
  return 4 * fields.length;
}

/** Bytes to set aside for any block: those of the largest, in whole cache lines. */
export function blockBytes(layouts: readonly Layout[]): number {
  return line * Math.ceil(Math.max(...layouts.filter(isBlock).map(bytesOf)) / line);
}

/** Whether a layout is one of a kernel's arguments, by its name. */
export function isBlock({ name }: Layout): boolean {
  return name.endsWith('Block');
}

/** @throws {KernelSourceError} naming the first name that is there twice. */
export function checkOnce(kind: string, all: readonly { readonly file: string; readonly name: string }[]): void {
  const seen = new Map<string, string>();
  for (const { file, name } of all) {
    const before = seen.get(name);
    if (before !== undefined) {
      throw new KernelSourceError(file, `a second ${kind} '${name}'`, `one, which is in assembly/${before}.ts`);
    }
    seen.set(name, file);
  }
}

/** @throws {KernelSourceError} on a block that is too large or without a kernel, a kernel without a block. */
export function checkBlocks(kernels: readonly Kernel[], layouts: readonly Layout[]): void {
  for (const { file, name, block } of kernels) {
    if (!layouts.some((layout) => layout.name === block && layout.file === file && isBlock(layout))) {
      throw new KernelSourceError(
        file,
        `a kernel '${name}' of the block '${block}'`,
        `an @unmanaged class ...Block there`,
      );
    }
  }
  for (const layout of layouts.filter(isBlock)) {
    const { file, name } = layout;
    if (!kernels.some(({ block }) => block === name)) {
      throw new KernelSourceError(
        file,
        `a block '${name}' without a kernel`,
        'a kernel that takes it, or another name',
      );
    }
    if (bytesOf(layout) > mostBlockBytes) {
      throw new KernelSourceError(file, `a block '${name}' of ${bytesOf(layout)} bytes`, `at most ${mostBlockBytes}`);
    }
  }
}
