let last: Promise<unknown> = Promise.resolve();

/**
 * Runs work that changes tfjs's active backend after all such work that was asked for before has ended. tfjs gives up the
 * start of a backend when another begins meanwhile, so that backends of one process start one after the other.
 */
export function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const mine = last.then(work);
  last = mine.catch(() => undefined);
  return mine;
}
