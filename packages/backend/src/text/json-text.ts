import { plainText } from './plain-text.ts';
import { TextError } from './text-error.ts';

/** Levels of lists and objects in each other that are read at most. */
export const mostLevels = 500;

/**
 * The value of a JSON text, with a byte order mark before it or not.
 * @param source what it is, for messages: a path or a kind of file.
 * @throws {TextError} if it is no UTF-8, no JSON, or nested more than 500 levels deep.
 */
export function parseJson(content: string | Uint8Array, source: string): unknown {
  const text = plainText(content, source);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new TextError(`${source} is no JSON text (${(cause as Error).message}).`, { cause });
  }
  checkLevels(value, source);
  return value;
}

/** @throws {TextError} if lists and objects are nested more than 500 levels deep, which what reads them may not bear. */
export function checkLevels(value: unknown, source: string): void {
  let level: readonly object[] = isTree(value) ? [value] : [];
  for (let depth = 1; level.length > 0; depth++) {
    if (depth > mostLevels) {
      throw new TextError(
        `${source} has lists and objects nested more than ${mostLevels} levels deep, which nothing that is read here needs. ` +
          'Check what wrote it.',
      );
    }
    level = level.flatMap((tree) => Object.values(tree).filter(isTree));
  }
}

/** A value as JSON for a message, cut where it is long; what JSON cannot hold or is nested too deeply is described. */
export function shownJson(value: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch {
    return Array.isArray(value) ? 'a list that is nested too deeply' : `${typeof value} that JSON cannot hold`;
  }
  if (text === undefined) return String(value);
  return text.length > 200 ? `${text.slice(0, 200)}...` : text;
}

function isTree(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
