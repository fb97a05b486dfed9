import { afterEach, expect, test } from 'vitest';
import type { Backend, BackendFactory } from '../contract/backend.ts';
import { CpuEngine } from '../cpu/cpu-engine.ts';
import { registerBackend, registeredBackends } from './registry.ts';
import { selectBackend } from './select-backend.ts';

let disposed = 0;
const fake = (name: string, priority: number, create: () => Backend): BackendFactory => ({
  name,
  priority,
  create: async () => create(),
});
const working = (name: string): Backend => ({
  name,
  description: name,
  createEngine: (spec) => new CpuEngine(spec),
  dispose: async () => {
    disposed++;
  },
});

/** Computes the field with a wrong sign of one gradient, as a faulty driver might. */
class FaultyEngine extends CpuEngine {
  override async readGradient(path: string): Promise<Float64Array> {
    return (await super.readGradient(path)).map((value) => -value);
  }
}

afterEach(() => {
  disposed = 0;
  registerBackend(fake('broken', -1, () => working('broken')));
  registerBackend(fake('faulty', -2, () => working('faulty')));
});

test('cpu is always there, and a name that is not registered says what is', async () => {
  expect((await selectBackend('cpu')).backend.name).toBe('cpu');
  await expect(selectBackend('wasn')).rejects.toThrow(/'wasn' is not known, allowed are 'auto', .*'cpu'/);
});

test('auto passes over backends that cannot run or compute wrong numbers, and says why', async () => {
  registerBackend(
    fake('broken', 90, () => {
      throw new Error('no device here.');
    }),
  );
  registerBackend(fake('faulty', 80, () => ({ ...working('faulty'), createEngine: (spec) => new FaultyEngine(spec) })));
  // Nothing is computed on it, which would take seconds of compiling.
  const createEngine = (): never => expect.fail('an engine on an emulated GPU');
  registerBackend(fake('emulated', 75, () => ({ ...working('emulated'), software: true, createEngine })));
  registerBackend(fake('fine', 70, () => working('fine')));
  expect(registeredBackends().map((factory) => factory.name)).toEqual(['broken', 'faulty', 'emulated', 'fine', 'cpu']);
  const { backend, reason, rejected } = await selectBackend('auto');
  expect(backend.name).toBe('fine');
  expect(reason).toMatch(/'auto' took 'fine'/);
  expect(rejected.map(({ name }) => name)).toEqual(['broken', 'faulty', 'emulated']);
  expect(rejected[0]!.reason).toBe('no device here.');
  expect(rejected[1]!.reason).toMatch(/computes wrong numbers here: hopfield.weights/);
  expect(rejected[2]!.reason).toMatch(/emulated on the processor/);
  expect(disposed).toBe(2);
  await expect(selectBackend('broken')).rejects.toThrow(/'broken' is not available: no device here. Available: faulty/);
});

test('selectBackend: a misspelt option is named', async () => {
  await expect(selectBackend('cpu', { worker: 2 } as never)).rejects.toThrow(/selectBackend: .*'worker'.*'workers'/);
});
