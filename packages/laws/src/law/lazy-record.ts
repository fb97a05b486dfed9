/** A record whose values are made when first read, each once: making a law takes some milliseconds. */
export function lazyRecord<Name extends string, Value>(
  makers: Readonly<Record<Name, () => Value>>,
): Readonly<Record<Name, Value>> {
  const record = {} as Record<Name, Value>;
  for (const [name, make] of Object.entries<() => Value>(makers)) {
    let made: Value | undefined;
    const get = (): Value => {
      made ??= make();
      return made;
    };
    Object.defineProperty(record, name, { enumerable: true, get });
  }
  return Object.freeze(record);
}
