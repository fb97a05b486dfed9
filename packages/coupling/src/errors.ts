import { HkmemError } from '@hkmem/backend';

/** No connected graph among those drawn: the setting makes connected ones rare. */
export class DisconnectedGraphError extends HkmemError {
  constructor(what: string, attempts: number) {
    super(
      `${what}: none of ${attempts} draws was connected. Give more neighbours, less rewiring or more attempts, or pass connected: false.`,
    );
  }
}

/** Text that is no list of edges. */
export class EdgeListError extends HkmemError {
  constructor(line: number, got: string) {
    const shown = got.length > 40 ? `${got.slice(0, 40)}...` : got;
    super(
      `edge list, line ${line}: got '${shown}', allowed are two whole numbers 'source,target', neurons counted from 0. ` +
        'Only the first line may be a header.',
    );
  }
}
