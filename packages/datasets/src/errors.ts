/** Base of every error that @hkmem/datasets throws on purpose: what was got, what is allowed, the way out. */
export class DatasetError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** An argument outside its domain: a digit that is no class, an index past the end, a share above 1. */
export class DatasetValueError extends DatasetError {
  constructor(what: string, got: unknown, allowed: string, way = '') {
    super(`${what}: got ${String(got)}, allowed is ${allowed}.${way === '' ? '' : ` ${way}`}`);
  }
}

/** Options of a call that are missing, not known, or no object at all. */
export class DatasetOptionError extends DatasetError {}

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
