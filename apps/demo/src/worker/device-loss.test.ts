import { type Backend, DeviceError, type Engine, registerBackend } from '@hkmem/backend';
import { wasmBackend } from '@hkmem/backend-wasm';
import { expect, test } from 'vitest';
import { BackendHost } from './backend-host.ts';
import { EditTraining } from './edit-training.ts';

/** Calls of the device until it is lost. */
let left = Number.POSITIVE_INFINITY;

/** An object whose methods fail once the device is lost; `own` stands in for some of it. */
function fragile<Target extends object>(target: Target, own: Partial<Target>): Target {
  return new Proxy(target, {
    get(_, key) {
      if (key in own) return Reflect.get(own, key);
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== 'function') return value;
      return (...given: unknown[]) => {
        if (key !== 'dispose' && --left < 0) throw new DeviceError('the device was lost.');
        return value.apply(target, given);
      };
    },
  });
}

/** A host on a device that computes as wasm does, until it is lost. */
async function onDevice(): Promise<BackendHost> {
  registerBackend({
    name: 'webgpu',
    priority: 30,
    create: async () => {
      const backend = await wasmBackend.create({ workers: 1, tensors: false });
      const createEngine = (spec: Engine['spec']): Engine =>
        fragile(backend.createEngine(spec), { backend: 'webgpu' } as Partial<Engine>);
      return fragile<Backend>(backend, { name: 'webgpu', createEngine });
    },
  });
  left = Number.POSITIVE_INFINITY;
  const host = new BackendHost();
  expect((await host.start({ name: 'webgpu', assets: '', workers: 1 })).name).toBe('webgpu');
  return host;
}

test('a device lost while a training rests: what it saves is where it stood, and it moves on on wasm', async () => {
  const host = await onDevice();
  const training = new EditTraining(host);
  await training.prepare('swap', () => {});
  for (let update = 0; update < 3; update++) await training.step(() => {});
  const stood = await training.save();
  left = 0;
  const notices: string[] = [];
  host.onChange = ({ name, notice }) => notices.push(`${name}: ${notice}`);
  expect(await training.save()).toEqual(stood);
  const view = await training.step(() => {});
  expect([view.update, view.backend]).toEqual([4, 'wasm']);
  expect(notices).toEqual([expect.stringMatching(/^wasm: webgpu stopped working here: the device was lost/)]);
});

test('a device lost while the memory itself is trained: that begins again on wasm', async () => {
  const host = await onDevice();
  const training = new EditTraining(host);
  const seen: number[] = [];
  const view = await training.prepare('swap', ({ update }) => {
    seen.push(update);
    if (update === 15) left = 0;
  });
  expect([view.update, view.backend]).toEqual([0, 'wasm']);
  const again = seen.indexOf(5, 1);
  expect(seen.slice(0, again)).toEqual([5, 10, 15]);
  expect(seen.slice(again, again + 3)).toEqual([5, 10, 15]);
  expect(seen.at(-1)).toBe(500);
});
