import { GraphSizeError } from '../errors.ts';

/** What `make` gives. @throws {GraphSizeError} where arrays over so many edges find no room in memory. */
export function withRoom<Made>(edges: number, make: () => Made): Made {
  try {
    return make();
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new GraphSizeError(edges, { cause });
  }
}
