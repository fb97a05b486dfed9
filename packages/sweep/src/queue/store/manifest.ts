import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sha256 } from '@hkmem/experiments';
import { z } from 'zod';
import type { Store } from './store.ts';

/** A file below a folder. */
export interface KeptFile {
  /** With `/`. */
  readonly path: string;
  readonly sha256: string;
}

// Names that run folders and their files have; nothing that leads out of a folder, nothing hidden.
const path = /^[A-Za-z0-9_][A-Za-z0-9_.-]*(?:\/[A-Za-z0-9_][A-Za-z0-9_.-]*){0,3}$/;
const manifestSchema: z.ZodType<{ readonly files: readonly KeptFile[] }> = z.strictObject({
  files: z
    .array(z.strictObject({ path: z.string().max(300).regex(path), sha256: z.string().regex(/^[0-9a-f]{64}$/) }))
    .max(10_000),
});

/** Whether a path is one that a manifest may hold. */
export function isKeepable(candidate: string): boolean {
  return path.test(candidate);
}

/** The files that a manifest in the store lists; undefined if there is none of that form. @throws {StoreError} */
export async function readManifest(store: Store, place: string): Promise<readonly KeptFile[] | undefined> {
  const bytes = await store.read(place);
  try {
    return bytes && manifestSchema.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data?.files;
  } catch {
    return undefined;
  }
}

/** Puts a manifest in its place; to be done after what it lists. @throws {StoreError} */
export async function writeManifest(store: Store, place: string, files: readonly KeptFile[]): Promise<void> {
  await store.write(place, new TextEncoder().encode(`${JSON.stringify({ files }, undefined, 2)}\n`));
}

/**
 * Copies files from the store to a folder, all of them or none: false if one is missing or not what its checksum says.
 * @throws {StoreError}
 */
export async function fetchFiles(
  store: Store,
  files: readonly KeptFile[],
  placeOf: (file: KeptFile) => string,
  to: string,
): Promise<boolean> {
  const contents: Uint8Array[] = [];
  for (const file of files) {
    const bytes = await store.read(placeOf(file));
    if (bytes === undefined || sha256(bytes) !== file.sha256) return false;
    contents.push(bytes);
  }
  for (const [n, file] of files.entries()) {
    const final = join(to, file.path);
    await mkdir(dirname(final), { recursive: true });
    await writeFile(final, contents[n]!);
  }
  return true;
}
