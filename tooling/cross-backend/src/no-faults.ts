import { afterEach } from 'vitest';
import { running } from './watched-webgpu.ts';

/** Fails a test after which a GPU device has an error that nobody was told of. */
afterEach(async () => {
  for (const backend of running) await backend.finish();
});
