/** Base of every error that hkmem throws on purpose. Its message holds what was got, what is allowed and the way out. */
export class HkmemError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** An array whose length or shape is not what a system of this size takes. */
export class ShapeError extends HkmemError {
  constructor(what: string, got: readonly number[] | number, expected: readonly number[] | number, way: string) {
    super(`${what}: got ${describeShape(got)}, expected ${describeShape(expected)}. ${way}`);
  }
}

/** A value outside its domain: a dimension below 2, an odd neighbour count, a class that does not exist. */
export class ValueError extends HkmemError {
  constructor(message: string);
  constructor(what: string, got: unknown, allowed: string, way?: string);
  constructor(what: string, got?: unknown, allowed?: string, way = '') {
    super(
      allowed === undefined
        ? what
        : `${what}: got ${String(got)}, allowed is ${allowed}.${way === '' ? '' : ` ${way}`}`,
    );
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
export class UnknownNameError extends ValueError {
  constructor(what: string, got: string, allowed: readonly string[]) {
    super(`${what}: '${got}' is not known, allowed are ${allowed.map((name) => `'${name}'`).join(', ')}.`);
  }
}

function describeShape(shape: readonly number[] | number): string {
  return typeof shape === 'number' ? `${shape} entries` : `[${shape.join(', ')}]`;
}
