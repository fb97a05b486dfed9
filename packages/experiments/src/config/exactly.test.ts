import { expect, test } from 'vitest';
import { z } from 'zod';
import { exactly } from './exactly.ts';

interface Example {
  readonly sizes: readonly number[];
  readonly rate?: number;
  readonly groups: Readonly<Record<string, { readonly decay?: number }>>;
}

const sizes = z.array(z.number());
const rate = z.number().exactOptional();
const groups = z.record(z.string(), z.strictObject({ decay: rate }));

test('a schema is held to a type, which the compiler checks', () => {
  const schema = exactly<Example>()(z.strictObject({ sizes, rate, groups }));
  expect(schema.parse({ sizes: [2], groups: {} })).toEqual({ sizes: [2], groups: {} });
  // @ts-expect-error A member that may be absent is missing in the schema.
  expect(exactly<Example>()(z.strictObject({ sizes, groups }))).toBeDefined();
  // @ts-expect-error A member is in the schema alone.
  expect(exactly<Example>()(z.strictObject({ sizes, rate, groups, seed: rate }))).toBeDefined();
  // @ts-expect-error A member that may be absent must be there.
  expect(exactly<Example>()(z.strictObject({ sizes, rate: z.number(), groups }))).toBeDefined();
  const bare = z.record(z.string(), z.strictObject({}));
  // @ts-expect-error A member of a member is missing.
  expect(exactly<Example>()(z.strictObject({ sizes, rate, groups: bare }))).toBeDefined();
  // @ts-expect-error A list of something else.
  expect(exactly<Example>()(z.strictObject({ sizes: z.array(z.string()), rate, groups }))).toBeDefined();
});
