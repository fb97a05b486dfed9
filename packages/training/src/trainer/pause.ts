/** Longest time between two chances for timers, signals and pictures, in milliseconds. */
const longestStretch = 20;

/**
 * Gives the event loop a turn if the last one was long ago. Work on the host settles its promises at once, so a loop over
 * it would otherwise keep timers, signal handlers and pages waiting.
 */
export class Pacer {
  #last: number = performance.now();

  async pause(): Promise<void> {
    if (performance.now() - this.#last < longestStretch) return;
    await eventLoopTurn();
    this.#last = performance.now();
  }
}

function eventLoopTurn(): Promise<void> {
  // Browsers have no setImmediate, and there a nested setTimeout waits 4 ms.
  if (typeof globalThis.setImmediate === 'function') return new Promise((resolve) => setImmediate(resolve));
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
