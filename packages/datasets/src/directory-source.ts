import { MissingDataError, UnreadableDataError } from './errors.ts';
import { type FileSource, fileNames, messageOf, type SourceFile } from './file-source.ts';

/**
 * A module of Node's own, asked for at run time so that a bundle for browsers names none.
 *
 * @throws MissingDataError where there is no Node.
 */
export function nodeModule<Name extends 'node:fs/promises' | 'node:module' | 'node:path'>(
  name: Name,
): NodeBuiltins[Name] {
  const load = globalThis.process?.getBuiltinModule;
  if (load === undefined) {
    throw new MissingDataError('there is no file system here. Pass baseUrl, the address of a folder with the files.');
  }
  return load(name) as NodeBuiltins[Name];
}

interface NodeBuiltins {
  'node:fs/promises': typeof import('node:fs/promises');
  'node:module': typeof import('node:module');
  'node:path': typeof import('node:path');
}

/**
 * The files of a data set in a folder, under any of the names of {@link fileNames}; plain files come first.
 *
 * @param howToGet the sentence that tells how the data set is got, for the error when it is not there.
 * @throws (from `read`) MissingDataError if the folder or a file is not there, UnreadableDataError if it is not readable.
 */
export function directorySource(directory: string, howToGet: string): FileSource {
  const fs = nodeModule('node:fs/promises');
  const path = nodeModule('node:path');
  const listing = fs.readdir(directory).catch((cause: unknown) => {
    const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
    if (code === 'ENOENT') throw new MissingDataError(`folder '${directory}' does not exist. ${howToGet}`, { cause });
    if (code === 'ENOTDIR') throw new MissingDataError(`'${directory}' is not a folder. ${howToGet}`, { cause });
    throw new UnreadableDataError(`folder '${directory}' cannot be read: ${messageOf(cause)}`, { cause });
  });
  return {
    async read(split, kind): Promise<SourceFile> {
      const present = await listing;
      const names = fileNames(split, kind);
      const candidates = [...names.plain, ...names.gzip];
      const name = candidates.find((candidate) => present.includes(candidate));
      if (name === undefined) {
        throw new MissingDataError(
          `folder '${directory}' has no ${split} ${kind}: looked for ${candidates.join(', ')}. ${howToGet}`,
        );
      }
      const source = path.join(directory, name);
      try {
        const file = await fs.readFile(source);
        return { bytes: new Uint8Array(file.buffer, file.byteOffset, file.byteLength), source };
      } catch (cause) {
        throw new UnreadableDataError(`'${source}' cannot be read: ${messageOf(cause)}`, { cause });
      }
    },
  };
}
