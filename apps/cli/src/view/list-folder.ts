import { readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, runFiles } from '@hkmem/sweep';
import { mostInFolder } from './limits.ts';

/** What a folder holds that is looked at. */
export interface FolderListing {
  /** Whether it is a run folder. */
  readonly run: boolean;
  /** Names of folders in it. */
  readonly folders: readonly string[];
  /** Names of results, where it is a folder of a sweep's cells. */
  readonly results: readonly string[];
  /** What is not looked at, and why. */
  readonly notes: readonly string[];
}

/** Lists a folder of runs; links are told and not followed. `cells` says whether it is the folder of a sweep's results. */
export async function listFolder(path: string, cells: boolean): Promise<FolderListing> {
  try {
    if ((await realpath(path)) !== path) return empty('it is a link now, which is not followed');
    const all = await readdir(path, { withFileTypes: true });
    const notes = all.length > mostInFolder ? [`only ${mostInFolder} of its ${all.length} entries are looked at`] : [];
    const entries = all.slice(0, mostInFolder);
    const links = entries.filter((entry) => entry.isSymbolicLink()).map(({ name }) => name);
    if (links.length > 0) {
      notes.push(`links are not followed: ${links.slice(0, 5).join(', ')}${links.length > 5 ? ', ...' : ''}`);
    }
    const run = entries.some((entry) => entry.name === runFiles.config && !entry.isDirectory());
    const shown = (name: string): boolean => !name.startsWith('.') && name !== 'node_modules';
    const folders = entries.filter((entry) => entry.isDirectory() && shown(entry.name)).map(({ name }) => name);
    return {
      run,
      folders: run ? folders.filter((name) => name !== runFiles.figures) : folders,
      results: cells
        ? entries.filter((entry) => entry.isFile() && entry.name.endsWith('.json')).map(({ name }) => name)
        : [],
      notes,
    };
  } catch (error) {
    return empty(messageOf(error));
  }
}

function empty(note: string): FolderListing {
  return { run: false, folders: [], results: [], notes: [note] };
}

/** The path of a folder below a root, by the names between. */
export function below(root: string, id: string): string {
  return id === '' ? root : join(root, ...id.split('/'));
}
