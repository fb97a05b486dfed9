import { rmSync } from 'node:fs';
import { testReadme } from '@hkmem/vitest-preset/readme';
import { beforeAll } from 'vitest';

// The example reads what it finds there.
beforeAll(() => rmSync(new URL('../runs', import.meta.url), { recursive: true, force: true }));

testReadme(import.meta.url);
