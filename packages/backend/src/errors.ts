import { HkmemError } from '@hkmem/laws';

export { HkmemError } from '@hkmem/laws';

/** An array whose length or shape is not what a system of this size takes. */
export class ShapeError extends HkmemError {
  constructor(what: string, got: readonly number[] | number, expected: readonly number[] | number, way: string) {
    super(`${what}: got ${describeShape(got)}, expected ${describeShape(expected)}. ${way}`);
  }
}

/** A value outside its domain: a dimension below 2, an odd neighbour count, a class that does not exist. */
export class ValueError extends HkmemError {
  constructor(what: string, got: unknown, allowed: string, way = '') {
    super(`${what}: got ${String(got)}, allowed is ${allowed}.${way === '' ? '' : ` ${way}`}`);
  }
}

/** NaN or infinity where a finite number is needed. */
export class NonFiniteError extends HkmemError {
  constructor(what: string, index: number, value: number) {
    super(
      `${what}: entry ${index} is ${value}, only finite numbers are allowed. Check the file or the step that wrote it.`,
    );
  }
}

/** A name that is not in a closed list; the message gives the list. */
export class UnknownNameError extends HkmemError {
  constructor(what: string, got: string, allowed: readonly string[]) {
    super(`${what}: '${got}' is not known, allowed are ${allowed.map((name) => `'${name}'`).join(', ')}.`);
  }
}

/** A backend that was asked for and cannot run here. */
export class BackendUnavailableError extends HkmemError {
  constructor(name: string, reason: string, others: readonly string[]) {
    const way =
      others.length === 0 ? 'Import a backend package, which registers it.' : `Available: ${others.join(', ')}.`;
    super(`backend '${name}' is not available: ${reason} ${way}`);
  }
}

/** A law given to a backend that takes names alone. */
export class UnsupportedLawError extends HkmemError {
  constructor(what: string, formula: string, backend: string) {
    super(
      `${what} '${formula}': backend '${backend}' does not take laws, allowed there are names. ` +
        "Use the backend 'cpu', or give the name if it is one of the built-in ones.",
    );
  }
}

/** Use of an engine, a state or a step clock after its `dispose`. */
export class DisposedError extends HkmemError {
  constructor(what: string, way: string) {
    super(`${what}: it was disposed of before. ${way}`);
  }
}

/** A compute device failed while it was in use: lost, out of memory, a limit passed, a worker gone. */
export class DeviceError extends HkmemError {}

function describeShape(shape: readonly number[] | number): string {
  return typeof shape === 'number' ? `${shape} entries` : `[${shape.join(', ')}]`;
}
