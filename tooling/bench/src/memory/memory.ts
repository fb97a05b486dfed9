import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Sizes } from '../problem/sizes.ts';
import type { MemoryResult } from '../report/report.ts';

/**
 * Peak memory of coupled training on a subject, in a process of its own. On Linux a child starts with the peak of its
 * parent, so this is measured before anything large is loaded here; `megabytesAtStart` shows it.
 */
export async function measureMemory(subject: string, sizes: Sizes, updates: number): Promise<MemoryResult> {
  const script = fileURLToPath(new URL('train.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [
    script,
    subject,
    JSON.stringify(sizes),
    String(updates),
  ]);
  const found = JSON.parse(stdout) as { readonly megabytes: number; readonly megabytesAtStart: number };
  return { id: 'memory-coupled', title: 'peak memory of coupled training', subject, updates, ...found };
}
