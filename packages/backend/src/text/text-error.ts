import { HkmemError } from '../errors.ts';

/** Text that cannot be read: of another encoding than UTF-8, no JSON, or nested too deeply. */
export class TextError extends HkmemError {}
