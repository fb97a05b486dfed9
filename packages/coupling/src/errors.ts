import { HkmemError } from '@hkmem/backend';

/** No connected graph among those drawn: the setting makes connected ones rare. */
export class DisconnectedGraphError extends HkmemError {
  constructor(what: string, attempts: number) {
    super(
      `${what}: none of ${attempts} draws was connected. Give more neighbours, less rewiring or more attempts, or pass connected: false.`,
    );
  }
}

/** A graph of more edges than memory holds. */
export class GraphSizeError extends HkmemError {
  constructor(edges: number, options?: ErrorOptions) {
    const need = (8 * edges) / 2 ** 30;
    super(
      `graph: got ${edges} edges, whose ends alone take ${need.toFixed(1)} GiB, allowed is what this process can allocate. ` +
        'Take fewer neurons or neighbours.',
    );
    this.cause = options?.cause;
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
