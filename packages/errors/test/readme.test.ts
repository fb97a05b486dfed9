import { testReadme } from '@hkmem/vitest-preset/readme';

testReadme(import.meta.url);
