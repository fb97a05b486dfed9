import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { DeviceError } from '@hkmem/backend';
import { lagrangian, unitModule } from '@hkmem/laws';
import { expect, test } from 'vitest';
import { Heap } from '../memory/heap.ts';
import { sharedAllocator } from '../memory/shared-heap.ts';
import { compileVariant } from '../variant.ts';
import type { MakeModule } from './kernel-instance.ts';
import type { Launch } from './launcher.ts';
import { type PoolOptions, WorkerPool } from './worker-pool.ts';
import { type PoolWorker, startWorker } from './worker-threads.ts';

async function startPool(options: PoolOptions): Promise<{ heap: Heap; pool: WorkerPool }> {
  const heap = new Heap(sharedAllocator());
  return { heap, pool: await WorkerPool.start(heap, await compileVariant('plain', true), options) };
}

/** Many tasks that sum squares of tiles; returns what they should leave. */
function squares(heap: Heap, items: number): { launch: Launch; check: () => void } {
  const size = 64;
  const [values, sums] = [heap.allocate(16 * size * items), heap.allocate(32 * items)];
  heap.floats(values, 4 * size * items).forEach((_, k, view) => {
    view[k] = k % 5;
  });
  const check = (): void => {
    const expected = Float64Array.from({ length: 4 * items }, (_, lane) => {
      let sum = 0;
      for (let k = 0; k < size; k++) sum += ((4 * (Math.floor(lane / 4) * size + k) + (lane % 4)) % 5) ** 2;
      return sum;
    });
    expect(Float64Array.from(heap.doubles(sums, 4 * items))).toEqual(expected);
    heap.doubles(sums, 4 * items).fill(0);
  };
  return { launch: { kernel: 'squareSum', items, grain: 1, block: { values, size, sums } }, check };
}

test('every task is done once, however many launches and tasks a call has', async () => {
  const { heap, pool } = await startPool({ threads: 3 });
  const work = [1, 7, 700].map((items) => squares(heap, items));
  for (let round = 0; round < 50; round++) {
    pool.run(...[...work, ...work, ...work].slice(0, 3).map(({ launch }) => launch));
    for (const { check } of work) check();
  }
  const many = Array.from({ length: 20 }, () => squares(heap, 3));
  pool.run(...many.map(({ launch }) => launch));
  for (const { check } of many) check();
  await pool.dispose();
});

test('sleeping workers wake up again', async () => {
  const { heap, pool } = await startPool({ threads: 2 });
  const { launch, check } = squares(heap, 2000);
  for (let round = 0; round < 3; round++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    pool.run(launch);
    check();
  }
  await pool.dispose();
});

/** A module of three functions. */
const makeModule: MakeModule = (options) => unitModule(lagrangian('x^2 / 2'), options);

test('modules go into the tables of all threads, once each, awake or asleep', async () => {
  const { heap, pool } = await startPool({ threads: 4 });
  const { launch, check } = squares(heap, 200);
  const before = heap.bytesInUse;
  let made = 0;
  const install = (identity: string): number =>
    pool.install(identity, (options) => {
      expect(options).toEqual({ relaxed: false, shared: true });
      made++;
      return makeModule(options);
    });
  expect(install('a')).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(install('b')).toBe(4);
  expect(install('a')).toBe(1);
  expect(made).toBe(2);
  expect(heap.bytesInUse).toBe(before);
  for (let round = 0; round < 20; round++) {
    install(`${round}`);
    pool.run(launch);
    check();
  }
  await pool.dispose();
  expect(() => install('a')).not.toThrow();
  expect(() => install('d')).toThrow(/disposed of/);
});

test('a module that is none is refused by name, and the pool serves on', async () => {
  const { heap, pool } = await startPool({ threads: 2 });
  expect(() => pool.install('none', () => Uint8Array.of(0, 1, 2, 3, 4))).toThrow(DeviceError);
  expect(() => pool.install('none', () => Uint8Array.of(0, 1, 2, 3, 4))).toThrow(/module of a law: got 5 bytes/);
  expect(pool.install('a', makeModule)).toBe(1);
  const { launch, check } = squares(heap, 100);
  pool.run(launch);
  check();
  await pool.dispose();
});

test('a worker that does not take a module fails the pool by name', async () => {
  const deaf = `
    const { parentPort } = require('node:worker_threads');
    parentPort.postMessage('ready');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);`;
  const { pool } = await startPool({
    threads: 3,
    patience: 200,
    startWorker: (start, onEnd) => {
      if (start.thread === 1) return startWorker(start, onEnd);
      return new Promise((resolve) => {
        const worker = new Worker(deaf, { eval: true });
        const terminate = async (): Promise<void> => {
          await worker.terminate();
        };
        worker.once('message', () => resolve({ terminate }));
      });
    },
  });
  expect(() => pool.install('a', makeModule)).toThrow(
    /worker 2: it did not take the module of a law within 200 ms.*create a new backend/,
  );
  expect(() => pool.install('a', makeModule)).toThrow(DeviceError);
  await pool.dispose();
});

test('a module that only the calling thread can take fails the pool by name', async () => {
  const { pool } = await startPool({
    threads: 2,
    startWorker: (start, onEnd) => startWorker({ ...start, described: start.described + 4 }, onEnd),
  });
  expect(() => pool.install('a', makeModule)).toThrow(/worker 1: it failed with the module of a law/);
  await pool.dispose();
});

test('workers end with the pool, which refuses work then', async () => {
  const ended: string[] = [];
  const { heap, pool } = await startPool({
    threads: 3,
    startWorker: (start, onEnd) =>
      startWorker(start, (reason) => {
        ended.push(reason);
        onEnd(reason);
      }),
  });
  const { launch } = squares(heap, 4);
  expect(ended).toEqual([]);
  await pool.dispose();
  await pool.dispose();
  expect(ended).toHaveLength(2);
  expect(() => pool.run(launch)).toThrow(/disposed of/);
});

test('a worker that dies fails the next step, and another pool serves on', async () => {
  const workers: PoolWorker[] = [];
  const { heap, pool } = await startPool({
    threads: 2,
    async startWorker(start, onEnd) {
      const worker = await startWorker(start, onEnd);
      workers.push(worker);
      return worker;
    },
  });
  const { launch, check } = squares(heap, 4);
  pool.run(launch);
  check();
  await workers[0]!.terminate();
  expect(() => pool.run(launch)).toThrow(DeviceError);
  expect(() => pool.run(launch)).toThrow(/worker 1: it ended with code 1.*create a new backend/);
  await pool.dispose();
  const next = await startPool({ threads: 2 });
  const again = squares(next.heap, 4);
  next.pool.run(again.launch);
  again.check();
  await next.pool.dispose();
});

test('a worker that dies with a task in hand fails that step', async () => {
  const thief = `
    const { workerData, parentPort } = require('node:worker_threads');
    const words = new Int32Array(workerData.memory.buffer, workerData.control, 16);
    parentPort.postMessage('ready');
    for (;;) {
      const ticket = Atomics.load(words, 0);
      const open = (ticket & 0xffff) < Atomics.load(words, 2);
      if (open && Atomics.compareExchange(words, 0, ticket, ticket + 1) === ticket) break;
    }`;
  const { heap, pool } = await startPool({
    threads: 2,
    patience: 200,
    startWorker: (start) =>
      new Promise((resolve) => {
        const worker = new Worker(thief, { eval: true, workerData: start });
        const terminate = async (): Promise<void> => {
          await worker.terminate();
        };
        worker.once('message', () => resolve({ terminate }));
      }),
  });
  const { launch } = squares(heap, 20_000);
  expect(() => {
    for (let round = 0; round < 1000; round++) pool.run(launch);
  }).toThrow(/no task came back for 200 ms, 1 are missing/);
  expect(() => pool.run(launch)).toThrow(DeviceError);
  await pool.dispose();
});

test('a trap in a kernel is a DeviceError, whichever thread it strikes', async () => {
  const { heap, pool } = await startPool({ threads: 3, patience: 5000 });
  const beyond = heap.memory.buffer.byteLength;
  const trap: Launch = { kernel: 'squareSum', items: 64, grain: 1, block: { values: beyond, size: 64, sums: beyond } };
  expect(() => pool.run(trap)).toThrow(DeviceError);
  await pool.dispose();
});

test('a process with a pool that was never disposed of ends by itself', async () => {
  const program = `
    import { wasmBackend } from ${JSON.stringify(new URL('../index.ts', import.meta.url).href)};
    const backend = await wasmBackend.create({ workers: 3 });
    const engine = backend.createEngine({ neurons: 8, threshold: { activation: 'relu' } });
    engine.field(engine.createState(9), engine.createState(9));
    process.stdout.write(backend.description);`;
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--conditions=@hkmem/source', '--input-type=module', '--eval', program],
    { cwd: new URL('.', import.meta.url), timeout: 25_000 },
  );
  expect(stdout).toMatch(/^WASM SIMD \(\w+\), 3 threads$/);
  expect(stderr).toBe('');
});
