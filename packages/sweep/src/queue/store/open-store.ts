import { PlaceError } from '../../errors.ts';
import { optionalPackage } from '../optional-package.ts';
import { redactor } from '../redact.ts';
import { FolderStore } from './folder-store.ts';
import { S3Store } from './s3-store.ts';
import type { Store } from './store.ts';

/**
 * The store at a place: a folder, or `s3://bucket/prefix?endpoint=https://host&region=name` with the keys of the
 * service in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN).
 * @throws {PlaceError} if the place cannot be understood or the keys are not set.
 */
export async function openStore(
  place: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Store> {
  if (!/^[a-z][a-z0-9+.-]+:\/\//i.test(place)) return new FolderStore(place);
  if (!URL.canParse(place))
    throw new PlaceError('store', 'the place is no URL; allowed is a folder or s3://bucket/prefix');
  const url = new URL(place);
  if (url.protocol !== 's3:') {
    throw new PlaceError('store', `got a place of ${url.protocol}//, allowed is a folder or s3://bucket/prefix`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new PlaceError('store', 'keys have no place in an address; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY');
  }
  const unknown = [...url.searchParams.keys()].find((name) => name !== 'endpoint' && name !== 'region');
  if (unknown !== undefined)
    throw new PlaceError('store', `'${unknown}' is not known, allowed are endpoint and region`);
  const region = url.searchParams.get('region') ?? environment['AWS_REGION'] ?? 'us-east-1';
  const endpoint = url.searchParams.get('endpoint') ?? `https://s3.${region}.amazonaws.com`;
  if (!/^https?:\/\/[^/@]+\/?$/.test(endpoint)) {
    throw new PlaceError('store', 'endpoint should be http:// or https:// with a host, and nothing after it');
  }
  const accessKeyId = environment['AWS_ACCESS_KEY_ID'];
  const secretAccessKey = environment['AWS_SECRET_ACCESS_KEY'];
  const sessionToken = environment['AWS_SESSION_TOKEN'];
  if (!accessKeyId || !secretAccessKey) {
    throw new PlaceError('store', 'an s3:// store needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to be set');
  }
  const { AwsClient } = await optionalPackage(() => import('aws4fetch'), 'an S3 store', 'aws4fetch');
  const client = new AwsClient({
    accessKeyId,
    secretAccessKey,
    ...(sessionToken && { sessionToken }),
    service: 's3',
    region,
    retries: 3,
  });
  const where = {
    endpoint: endpoint.replace(/\/$/, ''),
    bucket: url.hostname,
    prefix: url.pathname.replace(/^\//, ''),
  };
  return new S3Store(where, client, redactor([secretAccessKey, sessionToken, accessKeyId]));
}
