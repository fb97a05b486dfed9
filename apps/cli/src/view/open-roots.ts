import { realpath, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { InputFileError } from '@hkmem/experiments';
import { fileFailure, runFiles } from '@hkmem/sweep';
import type { Root } from './run-index.ts';

/** The folders that a user names: of those alone links are followed. @throws {InputFileError} naming one that cannot be viewed. */
export async function openRoots(given: readonly string[]): Promise<Root[]> {
  const roots: Root[] = [];
  for (const folder of given) {
    const path = await truePath(folder);
    if (roots.some((root) => root.path === path)) continue;
    const alone = given.length === 1 && !(await isRun(path));
    const name = basename(path) || 'runs';
    const taken = roots.filter((root) => root.prefix === name || root.prefix.startsWith(`${name} (`)).length;
    roots.push({ given: folder, path, prefix: alone ? '' : taken === 0 ? name : `${name} (${taken + 1})` });
  }
  return roots;
}

async function truePath(folder: string): Promise<string> {
  let facts: Awaited<ReturnType<typeof stat>>;
  let path: string;
  try {
    path = await realpath(folder);
    facts = await stat(path);
  } catch (cause) {
    throw new InputFileError(folder, `cannot be viewed: ${fileFailure('read', folder, cause)}.`, { cause });
  }
  if (!facts.isDirectory()) throw new InputFileError(folder, 'is no folder; give a run folder or one that holds some.');
  return path;
}

async function isRun(path: string): Promise<boolean> {
  return stat(join(path, runFiles.config)).then(
    () => true,
    () => false,
  );
}
