import { HkmemError } from '@hkmem/backend';

/** Base of the errors of foreign formats: bytes or text that are not of a format, or values that it cannot hold. */
export class FormatError extends HkmemError {}

/** Bytes that are not an .npy array, or an array that cannot be one. */
export class NpyError extends FormatError {
  constructor(problem: string, options?: ErrorOptions) {
    super(`npy: ${problem}`, options);
  }
}

/** Bytes that are not an .npz archive, or arrays that cannot be one. */
export class NpzError extends FormatError {
  constructor(problem: string, options?: ErrorOptions) {
    super(`npz: ${problem}`, options);
  }
}

/** An .npz archive that says to hold more than is to be read. */
export class NpzSizeError extends NpzError {
  /** Bytes that it says to hold. */
  readonly bytes: number;
  /** Bytes that are read at most. */
  readonly limit: number;

  constructor(bytes: number, limit: number) {
    super(`its files say to hold ${bytes} bytes, at most ${limit} are read. If you trust it, raise maxBytes.`);
    this.bytes = bytes;
    this.limit = limit;
  }
}

/** Bytes that are not an .eqx file, or whose leaves are not those of the template or the system. */
export class EqxError extends FormatError {
  constructor(problem: string, options?: ErrorOptions) {
    super(`eqx: ${problem}`, options);
  }
}

/** Text that is no list of edges, by line, counted from 1. */
export class EdgeTableError extends FormatError {
  /** The line at fault, counted from 1; 0 for the text as a whole. */
  readonly line: number;

  constructor(line: number, problem: string, options?: ErrorOptions) {
    super(`edge table${line > 0 ? `, line ${line}` : ''}: ${problem}`, options);
    this.line = line;
  }
}

/** Model artifacts of tfjs that are not of this software, are damaged, or cannot hold what they should. */
export class ArtifactsError extends FormatError {
  constructor(problem: string, options?: ErrorOptions) {
    super(`tfjs artifacts: ${problem}`, options);
  }
}

/** A tensor that is not a graph or a state of the expected shape. */
export class TensorError extends FormatError {
  constructor(name: string, problem: string, options?: ErrorOptions) {
    super(`tensor '${name}' ${problem}`, options);
  }
}
