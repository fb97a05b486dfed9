import { TextEncodingError, TextError } from './text-error.ts';

/** The first letters of UTF-16 or UTF-32 without a mark, read as UTF-8: every other one is a zero. */
const zeroEveryOther = /^(?:.\0(?:.\0|$)|\0.(?:\0|$))/s;

/**
 * The text of UTF-8 bytes, or text that was read elsewhere, without the byte order mark that some programs put first
 * (U+FEFF, as bytes EF BB BF).
 * @param source what it is, for messages: a path or a kind of file.
 * @throws {TextEncodingError} if it is UTF-16 or UTF-32. @throws {TextError} if it is other bytes that are no UTF-8.
 */
export function plainText(content: string | Uint8Array, source: string): string {
  if (typeof content === 'string') {
    // Text that was decoded as UTF-8 has U+FFFD for the mark of UTF-16, and a zero after every letter of its bytes.
    if (content.startsWith('\uFFFD\uFFFD') || zeroEveryOther.test(content))
      throw new TextEncodingError(source, 'UTF-16 or UTF-32');
    return content.startsWith('\uFEFF') ? content.slice(1) : content;
  }
  const encoding = wideEncoding(content);
  if (encoding !== undefined) throw new TextEncodingError(source, encoding);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch (cause) {
    throw new TextError(`${source} is no UTF-8 text. Save it as UTF-8.`, { cause });
  }
}

/** The encoding of wide characters that the bytes start as, if they do. */
function wideEncoding([a, b, c, d]: Uint8Array): string | undefined {
  if (a === 0xff && b === 0xfe) return c === 0 && d === 0 ? 'UTF-32, little endian' : 'UTF-16, little endian';
  if (a === 0xfe && b === 0xff) return 'UTF-16, big endian';
  if (a === 0 && b === 0 && c === 0xfe && d === 0xff) return 'UTF-32, big endian';
  // Every other byte is 0 in the first letters of wide text without a mark; other bytes are no text at all.
  if (a === 0 && b !== undefined && (c ?? 0) === 0) return b === 0 ? 'UTF-32, big endian' : 'UTF-16, big endian';
  if (b === 0 && (d ?? 0) === 0) return c === 0 ? 'UTF-32, little endian' : 'UTF-16, little endian';
  return undefined;
}
