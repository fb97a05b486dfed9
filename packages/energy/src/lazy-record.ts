/** A record whose values are made when first read: making a law takes some milliseconds. */
export function lazyRecord<Name extends string, Value>(
  names: readonly Name[],
  make: (name: Name) => Value,
): Readonly<Record<Name, Value>> {
  const record = {} as Record<Name, Value>;
  for (const name of names) {
    let made: Value | undefined;
    const get = (): Value => {
      made ??= make(name);
      return made;
    };
    Object.defineProperty(record, name, { enumerable: true, get });
  }
  return Object.freeze(record);
}
