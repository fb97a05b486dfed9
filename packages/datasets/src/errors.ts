import { HkmemError } from '@hkmem/errors';

/** Base of what is wrong with data themselves: files that are missing, damaged or not what they should be. */
export class DatasetError extends HkmemError {}

/** Bytes that are not the IDX file they should be: wrong magic, cut short, trailing bytes, mislabelled, counts apart. */
export class IdxFormatError extends DatasetError {
  /** The file, address or description of the bytes. */
  readonly source: string;

  constructor(source: string, problem: string) {
    super(`${source}: ${problem}`);
    this.source = source;
  }
}

/** A gzip file that is cut short, damaged, or says another size or checksum than its content has. */
export class GzipFormatError extends DatasetError {
  /** The file, address or description of the bytes. */
  readonly source: string;

  constructor(source: string, problem: string, options?: ErrorOptions) {
    super(`${source}: ${problem}`, options);
    this.source = source;
  }
}

/** A file of a known data set whose SHA-256 is not the published one, or could not be computed. */
export class ChecksumError extends DatasetError {
  /** The file or address. */
  readonly source: string;

  constructor(source: string, problem: string) {
    super(`${source}: ${problem}`);
    this.source = source;
  }
}

/** A data set that is not where it was looked for; the message says how to get it. */
export class MissingDataError extends DatasetError {}

/** Data that is there and cannot be read: no permission, a server's error, a broken connection. */
export class UnreadableDataError extends DatasetError {}

/** Most problems that a message names. */
const mostNamed = 10;

/** Pictures that cannot be made a data set of, each with what is wrong with it. */
export class PictureError extends DatasetError {
  /** All of them, each naming a file, a folder or a class. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[], options?: ErrorOptions) {
    const more = problems.length > mostNamed ? `; and ${problems.length - mostNamed} more` : '';
    super(`${problems.slice(0, mostNamed).join('; ')}${more}.`, options);
    this.problems = problems;
  }
}
