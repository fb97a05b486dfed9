import { sha256 as digest } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** JSON with the keys of every object in one order, so that equal values give equal text. Undefined entries are left out. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(sorted(value));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, entry]) => [key, sorted(entry)]));
}

/** SHA-256 of bytes or text, in hexadecimal. */
export function sha256(content: Uint8Array | string): string {
  return bytesToHex(digest(typeof content === 'string' ? utf8ToBytes(content) : content));
}

/** What a run is known by: its task and the SHA-256 of its canonical configuration. */
export interface RunIdentity {
  /** Of the configuration. */
  readonly task: string;
  /** SHA-256 of its canonical form, in hexadecimal. */
  readonly hash: string;
  /** `<task>-<first 12 hexadecimal digits>`. */
  readonly folder: string;
}

/** The identity of a configuration that names its task. */
export function identify<Config extends { readonly task: string }>(config: Config): RunIdentity {
  const hash = sha256(canonicalJson(config));
  return { task: config.task, hash, folder: `${config.task}-${hash.slice(0, 12)}` };
}
