import { ConfigError } from '@hkmem/experiments';

/** A grid with more cells, or an entry of one with more values, than the caller allows. */
export class TooManyCellsError extends ConfigError {
  /** How many there are. */
  readonly count: number;
  /** How many are allowed. */
  readonly limit: number;

  constructor(source: string, what: 'cells' | 'points' | 'values', count: number, limit: number) {
    const gives = what === 'cells' ? `the grid has ${count} cells` : `gives ${count} ${what}`;
    super(source, [`${gives}, the limit is ${limit}; raise it or leave some out`]);
    this.count = count;
    this.limit = limit;
  }
}
