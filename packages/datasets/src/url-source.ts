import { MissingDataError, UnreadableDataError } from './errors.ts';
import { type FileSource, fileNames, messageOf, type SourceFile } from './file-source.ts';

/** Answers that mean "no such file": stores without listing rights answer 403 for a key that is not there. */
const ABSENT = new Set([403, 404, 410]);

/**
 * The files of a data set under an address, read with `fetch`. Names are tried in turn, gzip first since it is
 * smaller; a page of HTML counts as absent, since many servers answer any address with their start page.
 *
 * @throws (from `read`) MissingDataError if no name is there, UnreadableDataError for any other answer or no answer;
 * the signal's reason if it aborts.
 */
export function urlSource(baseUrl: string, signal?: AbortSignal): FileSource {
  const base = baseUrl.replace(/\/+$/, '');
  return {
    async read(split, kind): Promise<SourceFile> {
      const names = fileNames(split, kind);
      const tried: string[] = [];
      for (const name of [...names.gzip, ...names.plain]) {
        const source = `${base}/${name}`;
        try {
          const response = await fetch(source, { signal: signal ?? null });
          if (ABSENT.has(response.status) || response.headers.get('content-type')?.startsWith('text/html')) {
            tried.push(`${name} (${response.ok ? 'an HTML page' : response.status})`);
            await response.body?.cancel();
            continue;
          }
          if (!response.ok) {
            await response.body?.cancel();
            throw new UnreadableDataError(
              `${source} cannot be read: the server answered ${response.status} ${response.statusText}. Try later.`,
            );
          }
          return { bytes: new Uint8Array(await response.arrayBuffer()), source };
        } catch (cause) {
          signal?.throwIfAborted();
          if (cause instanceof UnreadableDataError) throw cause;
          const reason = cause instanceof Error && cause.cause instanceof Error ? `: ${cause.cause.message}` : '';
          throw new UnreadableDataError(
            `${source} cannot be read: ${messageOf(cause)}${reason}. Check the address and the connection.`,
            { cause },
          );
        }
      }
      throw new MissingDataError(
        `no ${split} ${kind} under ${base}: tried ${tried.join(', ')}. baseUrl is the folder that holds the files.`,
      );
    },
  };
}
