import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Engine, StateVector } from '@hkmem/backend';
import { wasmBackend } from '@hkmem/backend-wasm';
import { randomState } from '../problem/states.ts';
import type { Problem } from '../problem/systems.ts';

/** What an engine works on, whichever version of the software it is of. */
export interface Bench {
  readonly engine: Engine;
  readonly state: StateVector;
  readonly cotangent: StateVector;
  readonly out: StateVector;
}

/** Makes engines of a wasm backend. */
export type Maker = (problem: Problem, batch: number, trainable: readonly string[]) => Bench;

interface Backends {
  readonly wasmBackend: typeof wasmBackend;
}

/** The wasm backend of this checkout, or of another one whose packages are built, with so many threads. */
export async function makerOf(threads: number, folder?: string): Promise<Maker> {
  const { wasmBackend: factory } = folder === undefined ? { wasmBackend } : await backendsIn(folder);
  const backend = await factory.create({ variant: 'relaxed', workers: threads });
  return ({ spec, parameters }, batch, trainable) => {
    const engine = backend.createEngine(spec);
    for (const [path, values] of Object.entries(parameters)) engine.writeParameter(path, values);
    engine.setTrainable(trainable);
    const [state, cotangent, out] = ['state', 'cotangent', 'out'].map((name) => randomState(engine, batch, name));
    return { engine, state: state!, cotangent: cotangent!, out: out! };
  };
}

/** @throws {Error} naming what is not there. */
async function backendsIn(folder: string): Promise<Backends> {
  const file = resolve(folder, 'packages/backend-wasm/dist/index.js');
  if (!existsSync(file)) throw new Error(`--before: '${file}' is not there. Build that checkout first.`);
  return (await import(pathToFileURL(file).href)) as Backends;
}
