import { HkmemError } from '../errors.ts';

/** Text that cannot be read: of another encoding than UTF-8, no JSON, or nested too deeply. */
export class TextError extends HkmemError {}

/** Text of wide characters where UTF-8 is needed. */
export class TextEncodingError extends TextError {
  /** Such as `UTF-16, little endian`. */
  readonly encoding: string;

  constructor(source: string, encoding: string) {
    super(`${source} is in ${encoding}, allowed is UTF-8. Save it as UTF-8.`);
    this.encoding = encoding;
  }
}
