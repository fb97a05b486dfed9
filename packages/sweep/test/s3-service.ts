/// <reference path="./s3rver.d.ts" />
import { temporaryFolder } from '@hkmem/vitest-preset/temporary-folder';
import S3rver from 's3rver';
import { onTestFinished } from 'vitest';

/** An S3-compatible service of one test, on a port of its own of the loopback interface, with one bucket. */
export async function s3Service(): Promise<{
  /** As `--store` takes it. */
  readonly place: string;
  /** The keys that it knows. */
  readonly environment: Readonly<Record<string, string>>;
}> {
  const service = new S3rver({
    address: '127.0.0.1',
    port: 0,
    silent: true,
    directory: temporaryFolder(),
    configureBuckets: [{ name: 'studies', configs: [] }],
  });
  const { port } = await service.run();
  onTestFinished(() => service.close());
  return {
    place: `s3://studies/some/where?endpoint=http://127.0.0.1:${port}`,
    // The only keys that s3rver takes.
    environment: { AWS_ACCESS_KEY_ID: 'S3RVER', AWS_SECRET_ACCESS_KEY: 'S3RVER' },
  };
}
