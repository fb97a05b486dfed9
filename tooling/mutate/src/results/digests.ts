import { existsSync, readFileSync } from 'node:fs';
import { digestOf } from './result.ts';

/** Digests of files as they are now, by their paths from the root; that of a file that is gone is empty. */
export function digestsOf(root: string): (file: string) => string {
  const known = new Map<string, string>();
  return (file) => {
    const path = `${root}/${file}`;
    if (!known.has(file)) known.set(file, existsSync(path) ? digestOf(readFileSync(path, 'utf8')) : '');
    return known.get(file)!;
  };
}
