import { type Graph, ValueError } from '@hkmem/backend';
import { checkCount, sortedGraph } from './edge-set.ts';
import { withRoom } from './with-room.ts';

/** A rectangle of neurons. */
export interface GridOptions {
  /** Rows, at least 1. */
  readonly rows: number;
  /** Columns, at least 1. */
  readonly columns: number;
  /** Whether the last row and column are joined to the first, where there are 3 or more of them. Default false. */
  readonly periodic?: boolean;
}

/**
 * Each neuron joined to those above, below, left and right of it; the neuron at (row, column) is row * columns +
 * column, as in an image. Edges are sorted. @throws {ValueError} unless there are 2 neurons or more.
 */
export function grid(options: GridOptions): Graph {
  const { rows, columns, periodic = false } = options;
  checkCount('rows of a grid', rows, 1);
  checkCount('columns of a grid', columns, 1);
  if (rows * columns < 2) throw new ValueError('neurons of a grid', 1, '2 or more');
  checkCount('neurons of a grid', rows * columns, 2);
  const ends = (extent: number): number => (periodic && extent >= 3 ? extent : extent - 1);
  const edges = rows * ends(columns) + ends(rows) * columns;
  return withRoom(edges, (sources, targets) => {
    let e = 0;
    const join = (i: number, j: number): void => {
      sources[e] = i;
      targets[e++] = j;
    };
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const neuron = row * columns + column;
        if (column < ends(columns)) join(neuron, row * columns + ((column + 1) % columns));
        if (row < ends(rows)) join(neuron, ((row + 1) % rows) * columns + column);
      }
    }
    return sortedGraph(rows * columns, sources, targets);
  });
}
