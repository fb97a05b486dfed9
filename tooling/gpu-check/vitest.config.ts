import { preset } from '@hkmem/vitest-preset';

export default preset();
