import { preset } from '@hkmem/vitest-preset';

/** Each file has modules of its own: what one registers, such as a backend, is not there for the next. */
export default preset({ isolate: true });
