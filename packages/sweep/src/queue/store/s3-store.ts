import { createHash } from 'node:crypto';
import type { AwsClient } from 'aws4fetch';
import { StoreError } from '../errors.ts';
import type { Redact } from '../redact.ts';
import type { Store } from './store.ts';

/** Where objects are. */
export interface S3Place {
  /** `https://host[:port]` of the service; buckets are the first part of the path. */
  readonly endpoint: string;
  readonly bucket: string;
  /** Before every key, without a slash at its end; may be nothing. */
  readonly prefix: string;
}

/** A bucket of an S3-compatible service as a store. An object is seen as a whole or not at all, so no renaming is needed. */
export class S3Store implements Store {
  readonly shown: string;
  readonly #place: S3Place;
  readonly #client: AwsClient;
  readonly #redact: Redact;

  constructor(place: S3Place, client: AwsClient, redact: Redact) {
    this.#place = place;
    this.#client = client;
    this.#redact = redact;
    this.shown = `s3://${place.bucket}/${place.prefix}`;
  }

  async read(path: string): Promise<Uint8Array | undefined> {
    const response = await this.#send('GET', path);
    if (response.status === 404) return undefined;
    if (!response.ok) throw await this.#refused('read', path, response);
    return new Uint8Array(await response.arrayBuffer());
  }

  async write(path: string, content: Uint8Array): Promise<void> {
    const response = await this.#send('PUT', path, content);
    if (!response.ok) throw await this.#refused('write', path, response);
    await response.arrayBuffer();
  }

  async writeOnce(path: string, content: Uint8Array): Promise<boolean> {
    // Services that do not know If-None-Match overwrite; the look before leaves them a moment, with the same numbers.
    if ((await this.read(path)) !== undefined) return false;
    const response = await this.#send('PUT', path, content, { 'if-none-match': '*' });
    if (response.status === 412 || response.status === 409) return false;
    if (!response.ok) throw await this.#refused('write', path, response);
    await response.arrayBuffer();
    return true;
  }

  async remove(path: string): Promise<void> {
    const response = await this.#send('DELETE', path);
    if (!response.ok && response.status !== 404) throw await this.#refused('remove', path, response);
    await response.arrayBuffer();
  }

  async #send(
    method: string,
    path: string,
    content?: Uint8Array,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const { endpoint, bucket, prefix } = this.#place;
    const key = [bucket, ...prefix.split('/'), ...path.split('/')].filter((part) => part !== '');
    const url = `${endpoint}/${key.map(encodeURIComponent).join('/')}`;
    const checked =
      content === undefined
        ? {}
        : { 'x-amz-checksum-sha256': createHash('sha256').update(content).digest('base64'), ...headers };
    try {
      return await this.#client.fetch(url, {
        method,
        headers: checked,
        ...(content !== undefined && { body: new Uint8Array(content) }),
      });
    } catch (cause) {
      const inner = cause instanceof Error && cause.cause instanceof Error ? `: ${cause.cause.message}` : '';
      const reason = cause instanceof Error ? `${cause.message}${inner}` : String(cause);
      throw new StoreError(`cannot reach the store ${this.shown} at ${this.#redact(`${endpoint}: ${reason}`)}.`);
    }
  }

  async #refused(verb: string, path: string, response: Response): Promise<StoreError> {
    const text = await response.text().catch(() => '');
    const [, code = ''] = /<Code>([^<]*)<\/Code>/.exec(text) ?? [];
    const reason = `${response.status} ${response.statusText} ${code}`.trim();
    return new StoreError(`cannot ${verb} '${path}' in the store ${this.shown}: ${this.#redact(reason)}.`);
  }
}
