import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '@hkmem/release/run';
import { expect, inject, test } from 'vitest';
import { root } from '../src/prepare.ts';

const { library } = inject('prepared');

test.for(['own-patterns', 'own-interaction'])('apps/examples/%s runs in a folder with the tarballs', async (name) => {
  cpSync(join(root, 'apps/examples', name), join(library, 'programs', name), { recursive: true });
  const { stdout, stderr, status } = await run(process.execPath, ['main.ts'], { cwd: join(library, 'programs', name) });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  expect(stdout).toMatch(/energy.* -> /);
});
