import { expect, test } from 'vitest';

/** A public function as a caller in JavaScript sees it: options that work, those that must be there, and a call with them. */
export type OptionCall = readonly [
  name: string,
  options: object,
  required: readonly string[],
  call: (options: never) => unknown,
];

/** Calls with misspelt options, without those that must be there, with null, and with nothing. */
function spoilt(options: object, required: readonly string[]): readonly (readonly [string, unknown])[] {
  const without = required.map((name) => {
    return [`without ${name}`, Object.fromEntries(Object.entries(options).filter(([key]) => key !== name))] as const;
  });
  const none = required.length === 0 ? [] : [['without options', undefined] as const];
  const misspelt = Object.keys(options).map((name) => {
    return [`with ${name}s`, { ...options, [`${name}s`]: 1 }] as const;
  });
  return [...without, ...misspelt, ...none, ['with null', null], ['with an unknown one', { ...options, colour: 1 }]];
}

/** Calls with NaN in place of each number. */
function withoutNumbers(options: object): readonly (readonly [name: string, options: unknown])[] {
  const numbers = Object.entries(options).filter(([, value]) => typeof value === 'number');
  return numbers.map(([name]) => [name, { ...options, [name]: Number.NaN }] as const);
}

/** Names of an error's class and of those that it extends. */
function kindsOf(error: unknown): readonly string[] {
  const names: string[] = [];
  for (let kind = Object.getPrototypeOf(error); kind !== null; kind = Object.getPrototypeOf(kind)) {
    names.push(kind.constructor.name);
  }
  return names;
}

/** What a call throws or rejects with; undefined if it goes through. */
async function refusal(call: (options: never) => unknown, options: unknown): Promise<Error | undefined> {
  try {
    await call(options as never);
    return undefined;
  } catch (error) {
    return error as Error;
  }
}

/** Tests that functions take their options and refuse each of the mistakes that callers make in them, by name. */
export function testOptions(calls: readonly OptionCall[]): void {
  for (const [name, options, required, call] of calls) {
    test(`${name} takes its options`, async () => {
      expect(await refusal(call, options)).toBeUndefined();
    });

    test.for(spoilt(options, required))(`${name} %s is refused by name`, async ([, given]) => {
      const refused = await refusal(call, given);
      expect(kindsOf(refused)).toContain('OptionError');
      expect(refused!.message).toMatch(/option/);
    });

    test.for(withoutNumbers(options))(`${name} with NaN as %s is refused`, async ([, given]) => {
      const refused = await refusal(call, given);
      expect(kindsOf(refused), refused?.stack).toContain('HkmemError');
      expect(refused!.message).toContain('NaN');
    });
  }
}
