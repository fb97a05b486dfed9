import { env } from '@tensorflow/tfjs-core';
import { withImports } from './with-imports.ts';

/** What a running program tells the page. */
export type ProgramMessage = { readonly kind: 'line' | 'failed'; readonly text: string } | { readonly kind: 'done' };

interface ProgramRequest {
  readonly program: string;
  /** URL of the folder with tfjs's .wasm files, ending in a slash. */
  readonly assets: string;
}

/** What a program may import. */
const packages: Readonly<Record<string, () => Promise<object>>> = {
  '@hkmem/akorn': () => import('@hkmem/akorn'),
  '@hkmem/backend': () => import('@hkmem/backend'),
  '@hkmem/backend-wasm': () => import('@hkmem/backend-wasm'),
  '@hkmem/backend-webgpu': () => import('@hkmem/backend-webgpu'),
  '@hkmem/coupling': () => import('@hkmem/coupling'),
  '@hkmem/datasets': () => import('@hkmem/datasets'),
  '@hkmem/dynamics': () => import('@hkmem/dynamics'),
  '@hkmem/energy': () => import('@hkmem/energy'),
  '@hkmem/experiments': () => import('@hkmem/experiments'),
  '@hkmem/laws': () => import('@hkmem/laws'),
  '@hkmem/storage': () => import('@hkmem/storage'),
  '@hkmem/training': () => import('@hkmem/training'),
};

const tell = (message: ProgramMessage): void => postMessage(message);

addEventListener('message', ({ data }: MessageEvent<ProgramRequest>) => {
  run(data).then(
    () => tell({ kind: 'done' }),
    (error: unknown) =>
      tell({ kind: 'failed', text: error instanceof Error ? `${error.name}: ${error.message}` : String(error) }),
  );
});

async function run({ program, assets }: ProgramRequest): Promise<void> {
  const given = async (name: string): Promise<object> => {
    const load = packages[name];
    if (load === undefined) throw new Error(`'${name}' is not here. There are ${Object.keys(packages).join(', ')}.`);
    if (name === '@hkmem/backend-wasm') {
      await import('@tensorflow/tfjs-backend-wasm');
      // The kernels bring a pool of their own; tfjs's threads would start from its source text, which bundling changes.
      env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    }
    if (name !== '@hkmem/backend') return load();
    const backend = await import('@hkmem/backend');
    const selectBackend = (wanted?: string, options?: object) =>
      backend.selectBackend(wanted, { assets, workers: 1, ...options });
    return { ...backend, selectBackend };
  };
  const log = (...values: unknown[]): void => tell({ kind: 'line', text: values.map(String).join(' ') });
  const body = Object.getPrototypeOf(async () => {}).constructor as new (
    ...text: string[]
  ) => (...values: unknown[]) => Promise<void>;
  await new body('given', 'console', withImports(program))(given, { log, info: log, warn: log, error: log });
}
