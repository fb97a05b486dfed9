import { DeviceError } from '@hkmem/backend';

/** What a worker is started with. */
export interface WorkerStart {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Pointer to the pool's control block. */
  readonly control: number;
  readonly thread: number;
  /** Byte in the control block that says a worker failed. */
  readonly failed: number;
  /** Byte in the control block where a module of a law is described: pointer, bytes, place in the table. */
  readonly described: number;
  /** This worker's own word: how many modules it has in its table. */
  readonly installed: number;
}

/** A started worker, in Node or in a browser. */
export interface PoolWorker {
  terminate(): Promise<void>;
}

/**
 * A worker's whole program, as text: no file that a bundler would have to find. It joins the pool and stays in it, but for
 * modules of laws: their bytes lie in the shared memory, as a worker cannot take messages while it serves. A trap is told
 * in the same way, since the leader may not be able to take messages either.
 */
const program = `
const join = ({ module, memory, control, thread, failed, described, installed }, tell) => {
  const table = new WebAssembly.Table({ element: 'anyfunc', initial: 1 });
  return WebAssembly.instantiate(module, { env: { memory, table } }).then(({ exports: kernels }) => {
    tell('ready');
    try {
      for (let modules = 0; kernels.serve(control, thread, modules); ) {
        const [pointer, bytes, place] = new Int32Array(memory.buffer, described, 3);
        const binary = new Uint8Array(memory.buffer, pointer, bytes).slice();
        const { exports } = new WebAssembly.Instance(new WebAssembly.Module(binary), { env: { memory }, kernels });
        const functions = Object.values(exports);
        table.grow(place + functions.length - table.length);
        functions.forEach((each, k) => table.set(place + k, each));
        modules++;
        const word = new Int32Array(memory.buffer, installed, 1);
        Atomics.store(word, 0, modules);
        Atomics.notify(word, 0);
      }
    } catch (error) {
      const word = new Int32Array(memory.buffer, failed, 1);
      Atomics.store(word, 0, 1);
      throw error;
    }
  });
};
`;
const nodeProgram = `${program}
const { workerData, parentPort } = process.getBuiltinModule('node:worker_threads');
join(workerData, (text) => parentPort.postMessage(text));
`;
const browserProgram = `${program}
onmessage = ({ data }) => join(data, (text) => postMessage(text));
`;

/** Milliseconds a worker may take to compile and join. */
const startLimit = 30_000;

/** Whether threads can share memory here; in browsers only pages that are cross-origin isolated can. */
export function canShareMemory(): boolean {
  if (typeof SharedArrayBuffer !== 'function') return false;
  return isNode() || globalThis.crossOriginIsolated === true;
}

export function isNode(): boolean {
  return typeof process === 'object' && typeof process.versions?.node === 'string';
}

/** Starts a worker and waits until it serves. `onEnd` is told why it ended, if it does so by itself. */
export function startWorker(start: WorkerStart, onEnd: (reason: string) => void): Promise<PoolWorker> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => fail('it did not start in time'), startLimit);
    const fail = (reason: string): void => {
      clearTimeout(timer);
      onEnd(reason);
      reject(new DeviceError(`worker ${start.thread} of the pool: ${reason}. Use \`workers: 1\`.`));
    };
    const succeed = (terminate: () => Promise<void>): void => {
      clearTimeout(timer);
      resolve({ terminate });
    };
    if (isNode()) startNodeWorker(start, succeed, fail);
    else startBrowserWorker(start, succeed, fail);
  });
}

type Succeed = (terminate: () => Promise<void>) => void;
type Fail = (reason: string) => void;

function startNodeWorker(start: WorkerStart, succeed: Succeed, fail: Fail): void {
  const { Worker: NodeWorker } = process.getBuiltinModule('node:worker_threads');
  const worker = new NodeWorker(nodeProgram, { eval: true, execArgv: [], workerData: start });
  worker.once('message', () => {
    succeed(async () => {
      await worker.terminate();
    });
    worker.unref();
  });
  worker.on('error', (error) => fail(`it failed with '${error.message}'`));
  worker.on('exit', (code) => fail(`it ended with code ${code}`));
}

function startBrowserWorker(start: WorkerStart, succeed: Succeed, fail: Fail): void {
  const url = URL.createObjectURL(new Blob([browserProgram], { type: 'text/javascript' }));
  const worker = browserWorker(url, fail);
  if (worker === undefined) return;
  worker.onmessage = () => {
    URL.revokeObjectURL(url);
    succeed(async () => worker.terminate());
  };
  // A worker that the page's policy blocks ends with an error that has no message.
  worker.onerror = ({ message }) => fail(message ? `it failed with '${message}'` : blocked);
  worker.postMessage(start);
}

const blocked =
  "the page's Content-Security-Policy keeps it from starting; allow it by the directive `worker-src 'self' blob:`";

/** A worker of a page; undefined, and told, where the browser refuses to make one. */
function browserWorker(url: string, fail: Fail): Worker | undefined {
  try {
    return new Worker(url);
  } catch (error) {
    const { name, message } = error as Error;
    fail(name === 'SecurityError' ? blocked : `it could not be made: '${message}'`);
    return undefined;
  }
}
