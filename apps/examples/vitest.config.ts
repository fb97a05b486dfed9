import { preset } from '@hkmem/vitest-preset';

// Programs of others (npm, Vite, Chromium) take the time they take.
export default preset({ testTimeout: 120_000, hookTimeout: 120_000 });
