import { readFileSync } from 'node:fs';

/** The version of this package, which is that of hkmem. The file sits one folder up both from the sources and from the build. */
export function version(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
