import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/** A weights file that is missing, or is not what its manifest says. */
export class WeightsError extends Error {
  override readonly name = 'WeightsError';
}

/** What every manifest says of the file beside it. */
interface Manifest {
  readonly formatVersion: number;
  readonly file: string;
  /** Of the file as it travels, in hexadecimal. */
  readonly sha256: string;
}

/**
 * Fetches a manifest and the file it names, beside it, and unzips that.
 * @throws {WeightsError} if one is missing, of another format, or the file's SHA-256 is not that of the manifest.
 */
export async function fetchWeights<M extends Manifest>(
  address: string,
  format: M['formatVersion'],
): Promise<{ readonly manifest: M; readonly bytes: Uint8Array }> {
  const manifest = (await (await fetched(address)).json()) as M;
  if (manifest.formatVersion !== format) {
    throw new WeightsError(`${address} is of format ${manifest.formatVersion}, this site reads format ${format}.`);
  }
  const file = new URL(manifest.file, address).href;
  const bytes = new Uint8Array(await (await fetched(file)).arrayBuffer());
  const sum = bytesToHex(sha256(bytes));
  if (sum !== manifest.sha256) {
    throw new WeightsError(`${file} has SHA-256 ${sum}, its manifest says ${manifest.sha256}. Load the page again.`);
  }
  return { manifest, bytes: await unzipped(bytes) };
}

async function unzipped(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function fetched(address: string): Promise<Response> {
  const response = await fetch(address);
  if (!response.ok) throw new WeightsError(`${address} is not there (${response.status}).`);
  return response;
}
