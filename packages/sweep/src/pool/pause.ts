/** Waits, or less long if a signal aborts. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal?.addEventListener('abort', end);
    if (signal?.aborted === true) end();
  });
}

/** The longest time that a timer counts, in milliseconds: some 25 days. */
const longest = 2 ** 31 - 1;

/** Waits until a signal aborts, however long that is; the process stays. */
export async function untilAborted(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) await pause(longest, signal);
}
