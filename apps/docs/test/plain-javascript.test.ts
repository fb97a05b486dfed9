import { globSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { entriesOf, publicSignatures, type Signature } from '@hkmem/argument-guards/signatures';
import * as backend from '@hkmem/backend';
import { wasmBackend } from '@hkmem/backend-wasm';
import { webgpuBackend } from '@hkmem/backend-webgpu';
import { HkmemError } from '@hkmem/errors';
import { describe, expect, test } from 'vitest';
import { mistakesOf } from './mistakes.ts';

type Callable = (...given: never[]) => unknown;

/** What a caller whose language has no types may pass in place of every argument. */
const crude: readonly (readonly unknown[])[] = [[], [{}], [null], ['typo'], [7], [{ neuronen: 1 }]];

/** What is public and has no guard, with the reason. Errors have none either: one that fails would hide what it was to tell. */
const exceptions: ReadonlyMap<string, string> = new Map([
  ['backend ./tf', 'is tfjs, which checks by its own assertions'],
  ['sweep serveCells', 'takes over the process that calls it'],
  ['errors accept', 'is what guards call'],
  ['errors checkOptions', 'is called by packages alone, with tables of theirs'],
]);

/** What comes of a call: an error, or a result. */
async function outcome(callable: Callable, given: readonly unknown[]): Promise<unknown> {
  try {
    const constructs = /^class\b/.test(Function.prototype.toString.call(callable));
    const result = constructs ? Reflect.construct(callable, given) : callable(...(given as never[]));
    return typeof result?.next === 'function' ? await result.next() : await result;
  } catch (error) {
    return error;
  }
}

const packages = await Promise.all(
  globSync(resolve(import.meta.dirname, '../../../packages/*'))
    .sort()
    .map(async (folder) => {
      const name = basename(folder);
      const entries = [...entriesOf(folder)].filter(([entry]) => !exceptions.has(`${name} ${entry}`));
      const modules = await Promise.all(entries.map(([, path]) => import(path) as Promise<object>));
      const functions = modules
        .flatMap((module) => Object.entries(module))
        .filter((each): each is [string, Callable] => typeof each[1] === 'function' && !each[0].endsWith('Error'))
        .filter(([exported]) => !exceptions.has(`${name} ${exported}`) && !exceptions.has(`errors ${exported}`));
      return { name, functions, signatures: [...publicSignatures(folder).values()].flat() };
    }),
);

/** What functions take, whichever packages export them. */
const signatures = new Map<Callable, Signature>();
for (const { functions, signatures: own } of packages) {
  for (const [name, callable] of functions) {
    const signature = own.find((each) => each.name === name);
    if (signature !== undefined) signatures.set(callable, signature);
  }
}

describe.for(packages.filter(({ functions }) => functions.length > 0))('@hkmem/$name', ({ functions }) => {
  test.for([...functions])('%s names what is wrong with its arguments', async ([exported, callable]) => {
    for (const given of crude) {
      const found = await outcome(callable, given);
      if (!(found instanceof Error)) continue;
      expect(found, `${exported}, ${JSON.stringify(given)}: ${found.stack}`).toBeInstanceOf(HkmemError);
    }
    const signature = signatures.get(callable);
    if (callable.length > 0) expect(signature, `${exported} has a guard`).toBeDefined();
    for (const { what, named, given } of mistakesOf(signature?.parameters ?? {})) {
      const found = await outcome(callable, given);
      const said = found instanceof Error ? found.stack : 'went through';
      expect(found, `${exported}, ${what}: ${said}`).toBeInstanceOf(HkmemError);
      expect((found as Error).message, `${exported}, ${what}`).toContain(named);
    }
  });
});

test.for([wasmBackend, webgpuBackend])(
  'the factory of $name names an option that it does not know',
  async (factory) => {
    const misspelt = { wokers: 2 } as unknown as backend.BackendOptions;
    await expect(factory.create(misspelt)).rejects.toThrow(/option 'wokers' is not known.*Did you mean 'workers'\?/);
    await expect(factory.create(null as unknown as backend.BackendOptions)).rejects.toThrow(backend.OptionError);
  },
);

test('selectBackend names a backend or an option that it does not know', async () => {
  await expect(backend.selectBackend('typo')).rejects.toThrow(backend.UnknownNameError);
  for (const options of [{ wokers: 2 }, null]) {
    await expect(backend.selectBackend('cpu', options as unknown as object)).rejects.toThrow(backend.OptionError);
  }
});
