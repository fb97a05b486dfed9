import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HkmemError } from '@hkmem/backend';

/** One file of the page, as it is served. */
export interface PageFile {
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** The files of the page, which is built into this package. */
export async function pageFiles(): Promise<PageFile[]> {
  const place = import.meta.url.endsWith('.ts') ? '../../dist/view/' : './view/';
  const folder = fileURLToPath(new URL(place, import.meta.url));
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new HkmemError(`the page is not in '${folder}'; build hkmem.`, { cause });
  });
  return Promise.all(
    names.map(async (name) => ({
      name,
      type: types[extname(name)] ?? 'application/octet-stream',
      bytes: await readFile(join(folder, name)),
    })),
  );
}
