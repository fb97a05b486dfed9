/** Something that is made when it is first asked for, and once. */
export interface OnceLoaded<Value> {
  get(): Promise<Value>;
  /** What was asked for before, or undefined if nothing was. */
  readonly loaded: Promise<Value> | undefined;
}

/** `make` is called again after a failure, such as of a network, and not after a success. */
export function onceLoaded<Value>(make: () => Promise<Value>): OnceLoaded<Value> {
  let loaded: Promise<Value> | undefined;
  return {
    get() {
      loaded ??= make().catch((error: unknown) => {
        loaded = undefined;
        throw error;
      });
      return loaded;
    },
    get loaded() {
      return loaded;
    },
  };
}
