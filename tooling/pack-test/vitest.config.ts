import { preset } from '@hkmem/vitest-preset';

// Programs of others (npm, compilers, Vite, Chromium) take the time they take.
export default preset({ globalSetup: ['src/global-setup.ts'], testTimeout: 120_000, hookTimeout: 120_000 });
