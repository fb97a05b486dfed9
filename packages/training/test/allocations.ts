const names = [
  'ArrayBuffer',
  ...['Uint8Array', 'Int8Array', 'Uint16Array', 'Int16Array', 'Uint32Array', 'Int32Array'],
  ...['Float32Array', 'Float64Array', 'BigUint64Array', 'BigInt64Array'],
] as const;

/** What memory some work asked for, in bytes, and what it threw. */
export interface Allocations {
  /** The largest single request. */
  readonly largest: number;
  readonly error: unknown;
}

/**
 * Watches requests for memory: buffers and typed arrays made by length, from now until `stop`. Libraries keep the
 * constructors that they find when they are loaded, so load what is to be watched after this.
 */
export function watchAllocations(): { of: (work: () => unknown) => Allocations; stop: () => void } {
  let largest = 0;
  const originals = names.map((name) => [name, globalThis[name as 'Uint8Array']] as const);
  const put = (name: string, value: unknown): void => {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  };
  for (const [name, original] of originals) {
    const watched: typeof original = new Proxy(original, {
      construct(target, given: unknown[], newTarget): object {
        const [length] = given;
        if (typeof length === 'number') largest = Math.max(largest, length * (target.BYTES_PER_ELEMENT ?? 1));
        return Reflect.construct(target, given, newTarget === watched ? target : newTarget) as object;
      },
    });
    put(name, watched);
  }
  return {
    of: (work) => {
      largest = 0;
      try {
        work();
      } catch (error) {
        return { largest, error };
      }
      return { largest, error: undefined };
    },
    stop: () => {
      for (const [name, original] of originals) put(name, original);
    },
  };
}
