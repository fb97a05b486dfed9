import { preset } from '@hkmem/vitest-preset';

export default preset({ testTimeout: 180_000, hookTimeout: 180_000 });
