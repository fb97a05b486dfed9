import { fileURLToPath } from 'node:url';

/** The file that starts this program in a process of its own: of the build, or of the sources. */
export function programFile(): string {
  const ours = import.meta.url;
  const place = ours.endsWith('.ts') ? '../../../scripts/hkmem.ts' : '../bin/hkmem.js';
  return fileURLToPath(new URL(place, ours));
}
