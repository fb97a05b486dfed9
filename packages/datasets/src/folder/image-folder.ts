import type { Dirent, Stats } from 'node:fs';
import { lstat, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MissingDataError, PictureError, UnreadableDataError } from '../errors.ts';
import type { PictureClass, PictureDataset, PictureFile, PictureOptions } from '../pictures/index.ts';
import { pictureDataset } from '../pictures/index.ts';

/** What {@link loadImageFolder} reads. */
export interface ImageFolderOptions extends PictureOptions {
  /** A folder with one folder of PNG files for each class, or with `train` and `test`, each with the same classes. */
  readonly directory: string;
  /** Ends loading when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

/** Most bytes of one file. */
const mostBytes = 67_108_864;

/**
 * A folder of PNG files, one folder a class, as a data set. Classes and files are taken by name, numbers in names by size; names
 * that begin with a dot are passed over.
 *
 * @throws PictureError naming everything in the folder that is not as it should be: empty classes, files that are no PNG or
 * damaged, links, sizes that differ where no size is given, folders in classes. @throws MissingDataError if the
 * folder is not there. @throws UnreadableDataError if something cannot be read.
 */
export async function loadImageFolder(options: ImageFolderOptions): Promise<PictureDataset> {
  const { directory, signal, ...making } = options;
  const problems: string[] = [];
  const names = await foldersIn(directory, problems);
  const apart = names.length === 2 && names.includes('train') && names.includes('test');
  const read = (folder: string): Promise<PictureFile[]> => picturesIn(folder, problems, signal);
  const classes: PictureClass[] = [];
  if (apart) {
    const learned = await foldersIn(join(directory, 'train'), problems);
    const judged = await foldersIn(join(directory, 'test'), problems);
    for (const name of new Set([...learned, ...judged])) {
      if (!learned.includes(name)) problems.push(`class '${name}' is in 'test' and not in 'train'`);
      if (!judged.includes(name)) problems.push(`class '${name}' is in 'train' and not in 'test'`);
    }
    if (problems.length > 0) throw new PictureError(problems);
    for (const name of learned) {
      const [files, test] = [await read(join(directory, 'train', name)), await read(join(directory, 'test', name))];
      classes.push({ name, files, test });
    }
  } else {
    for (const name of names) classes.push({ name, files: await read(join(directory, name)) });
  }
  if (classes.length < 2) {
    problems.push(
      `'${directory}' holds ${classes.length} folders of pictures; it needs one for each class, two or more`,
    );
  }
  try {
    if (problems.length > 0 && classes.length < 2) throw new PictureError(problems);
    const dataset = pictureDataset(classes, making);
    if (problems.length > 0) throw new PictureError(problems);
    return dataset;
  } catch (error) {
    // What pictures say is told with what the folder says.
    if (!(error instanceof PictureError) || error.problems === problems) throw error;
    throw new PictureError([...new Set([...problems, ...error.problems])], { cause: error });
  }
}

async function foldersIn(folder: string, problems: string[]): Promise<string[]> {
  const names: string[] = [];
  for (const entry of await listed(folder)) {
    if (entry.isDirectory()) names.push(entry.name);
    else if (entry.isSymbolicLink()) problems.push(`'${join(folder, entry.name)}' is a link, which is not followed`);
    else
      problems.push(`'${join(folder, entry.name)}' lies beside the classes; pictures lie in the folder of their class`);
  }
  return names;
}

async function picturesIn(folder: string, problems: string[], signal: AbortSignal | undefined): Promise<PictureFile[]> {
  const files: PictureFile[] = [];
  for (const entry of await listed(folder)) {
    signal?.throwIfAborted();
    const path = join(folder, entry.name);
    if (entry.isSymbolicLink()) problems.push(`'${path}' is a link, which is not followed`);
    else if (entry.isDirectory()) problems.push(`'${path}' is a folder in the folder of a class`);
    else if (!entry.isFile()) problems.push(`'${path}' is no plain file`);
    else files.push({ source: `'${path}'`, bytes: await bytesOf(path) });
  }
  return files;
}

async function bytesOf(path: string): Promise<Uint8Array> {
  let facts: Stats;
  try {
    facts = await lstat(path);
    if (facts.size <= mostBytes) return await readFile(path);
  } catch (cause) {
    throw new UnreadableDataError(`'${path}' cannot be read: ${reasonOf(cause)}`, { cause });
  }
  throw new UnreadableDataError(`'${path}' has ${facts.size} bytes, allowed are ${mostBytes}`);
}

async function listed(folder: string): Promise<Dirent[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const order = new Intl.Collator('en', { numeric: true });
    return entries
      .filter(({ name }) => !name.startsWith('.'))
      .sort((a, b) => order.compare(a.name, b.name) || (a.name < b.name ? -1 : 1));
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') throw new MissingDataError(`folder '${folder}' does not exist.`, { cause });
    if (code === 'ENOTDIR') throw new MissingDataError(`'${folder}' is not a folder.`, { cause });
    throw new UnreadableDataError(`folder '${folder}' cannot be read: ${reasonOf(cause)}`, { cause });
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
