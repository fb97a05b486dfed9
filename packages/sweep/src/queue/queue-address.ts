import { readFileSync } from 'node:fs';
import { PlaceError } from '../errors.ts';
import { decodeText, unreadable } from '../files/input-file.ts';
import { type Redact, redactor } from './redact.ts';

/** Where a queue is. */
export interface QueueAddress {
  /** With user and password; not to be shown. */
  readonly url: string;
  /** Without them. */
  readonly shown: string;
  /** Takes user and password out of text. */
  readonly redact: Redact;
}

/**
 * The address of the queue: as given, from HKMEM_QUEUE_URL, or from the file that HKMEM_QUEUE_FILE names.
 * @throws {PlaceError} if there is none, or none of the form redis://[user:password@]host[:port][/number] or rediss://
 * without a query.
 * @throws {InputFileError} if that file cannot be read.
 */
export function queueAddress(
  given: string | boolean | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): QueueAddress {
  const text = (typeof given === 'string' ? given : (environment['HKMEM_QUEUE_URL'] ?? fromFile(environment)))?.trim();
  const form = 'redis://host[:port][/number], or rediss:// for TLS';
  if (text === undefined || text === '') {
    throw new PlaceError(
      'queue',
      `no address given; write ${form}, or keep it with its password in HKMEM_QUEUE_URL or in a file that HKMEM_QUEUE_FILE names`,
    );
  }
  if (!URL.canParse(text)) throw new PlaceError('queue', `the address is no URL, allowed is ${form}`);
  const url = new URL(text);
  if ((url.protocol !== 'redis:' && url.protocol !== 'rediss:') || url.hostname === '') {
    throw new PlaceError('queue', `got an address of ${url.protocol}//, allowed is ${form}`);
  }
  // The client takes settings from a query, a password among them.
  if (url.search !== '') throw new PlaceError('queue', `the address has a query (?...), allowed is ${form}`);
  const redact = redactor([passwordOf(url)]);
  return { url: text, shown: `${url.protocol}//${url.host}${url.pathname === '/' ? '' : url.pathname}`, redact };
}

function passwordOf({ username, password }: URL): string {
  try {
    // The client decodes both.
    decodeURIComponent(username);
    return decodeURIComponent(password);
  } catch {
    throw new PlaceError('queue', 'a % in the user or password of the address stands for no character; write % as %25');
  }
}

function fromFile(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  const path = environment['HKMEM_QUEUE_FILE'];
  if (path === undefined || path === '') return undefined;
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw unreadable(path, cause, 'HKMEM_QUEUE_FILE should name the file with the address');
  }
  return decodeText(bytes, path);
}
