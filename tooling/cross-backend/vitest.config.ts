import { preset } from '@hkmem/vitest-preset';

export default preset({ setupFiles: ['src/no-faults.ts'] });
