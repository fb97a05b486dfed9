import { HkmemError } from '@hkmem/errors';

export { HkmemError, NonFiniteError, ShapeError, UnknownNameError, ValueError } from '@hkmem/errors';

/** A backend that was asked for and cannot run here. */
export class BackendUnavailableError extends HkmemError {
  constructor(name: string, reason: string, others: readonly string[]) {
    const way =
      others.length === 0 ? 'Import a backend package, which registers it.' : `Available: ${others.join(', ')}.`;
    super(`backend '${name}' is not available: ${reason} ${way}`);
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
