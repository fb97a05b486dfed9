import { expect, test } from 'vitest';
import { MissingPackageError } from './errors.ts';
import { optionalPackage } from './optional-package.ts';

test('a package that is not installed is named with the way to install it; other failures stay what they are', async () => {
  const missing = Object.assign(new Error("Cannot find package 'bullmq'"), { code: 'ERR_MODULE_NOT_FOUND' });
  const asked = optionalPackage(() => Promise.reject(missing), 'a queue', 'bullmq ioredis');
  await expect(asked).rejects.toThrow(MissingPackageError);
  await expect(asked).rejects.toThrow('a queue needs packages that are not installed: npm install bullmq ioredis');
  const broken = new Error('broken');
  await expect(optionalPackage(() => Promise.reject(broken), 'a queue', 'bullmq')).rejects.toBe(broken);
  expect(await optionalPackage(() => Promise.resolve(1), 'a queue', 'bullmq')).toBe(1);
});
