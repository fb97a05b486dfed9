import { statSync } from 'node:fs';
import { run } from '@hkmem/release/run';
import { bundleOfAll } from './bundle.ts';
import type { Prepared } from './prepare.ts';
import { bytesOf, closure } from './tree.ts';

/** How large a package is, in bytes. */
export interface Size {
  readonly name: string;
  /** The tarball. */
  readonly packed: number;
  /** Its files. */
  readonly unpacked: number;
  /** It and all that it needs, as npm installs them. */
  readonly installed: number;
  /** `import *`, minified and gzipped, other packages left out; null for what runs in Node alone. */
  readonly alone: number | null;
  /** The same with all that it imports. */
  readonly complete: number | null;
}

/** Packages that no page imports. */
const forNode = ['hkmem', '@hkmem/sweep'];

/** Measures what was prepared, in order of dependency. */
export async function measure({ packages, tarballs, library, commandLine }: Prepared): Promise<Size[]> {
  const sizes: Size[] = [];
  for (const { name } of packages) {
    const { file } = tarballs.find((tarball) => tarball.name === name)!;
    const folder = name === 'hkmem' ? commandLine : library;
    const needed = closure(folder, name);
    const page = !forNode.includes(name);
    sizes.push({
      name,
      packed: statSync(file).size,
      unpacked: await unpackedBytes(file),
      installed: needed.reduce((total, each) => total + bytesOf(each), 0),
      alone: page ? (await bundleOfAll(folder, name, true)).bytes : null,
      complete: page ? (await bundleOfAll(folder, name, false)).bytes : null,
    });
  }
  return sizes;
}

async function unpackedBytes(file: string): Promise<number> {
  const { stdout } = await run('tar', ['-tvzf', file], { cwd: '.' });
  const sizes = stdout
    .trim()
    .split('\n')
    .map((line) => Number(line.trim().split(/\s+/)[2]));
  return sizes.reduce((total, size) => total + size, 0);
}
