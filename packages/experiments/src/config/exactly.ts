import type { z } from 'zod';

/** With every member read-only, lists included: schemas give what may be written, types of configurations do not. */
type Frozen<Type> = { readonly [Key in keyof Type]: Frozen<Type[Key]> };

/** Whether two types are one: members, what they may lack, and what they hold. */
type Identical<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** No type at all unless a schema gives just what a configuration is. */
type Same<Config, Output> = Identical<Frozen<Config>, Frozen<Output>> extends true ? unknown : never;

/**
 * Holds a schema to a type that is written out, both ways: the compiler refuses a member that only one of them has, or that
 * only one of them may lack. The type stays the one that is documented, and declarations can be made file by file.
 */
export function exactly<Config>(): <Schema extends z.ZodType<Config>>(
  schema: Schema & Same<Config, z.output<Schema>>,
) => z.ZodType<Config> {
  return (schema) => schema;
}
