import { type Backend, cpuBackend, type Engine, type StateVector } from '@hkmem/backend';
import { wasmBackend } from '@hkmem/backend-wasm';
import type { Arithmetic } from '../machine/peak.ts';
import type { Problem } from './systems.ts';

/** A backend under measurement, in one of its forms. */
export interface Subject {
  /** `relaxed-2`: variant and threads; `cpu-1`. */
  readonly id: string;
  readonly arithmetic: Arithmetic;
  readonly threads: number;
  readonly backend: Backend;
}

/** A form that could not be started, and why. */
export interface AbsentSubject {
  readonly id: string;
  readonly reason: string;
}

/** Forms of the wasm backend that are measured unless others are named. */
export const defaultSubjects: readonly string[] = ['relaxed-1', 'relaxed-2', 'plain-1', 'plain-2'];

/** Starts a form by its id. @throws {Error} naming the id if it is unknown or does not give what it says. */
export async function startSubject(id: string): Promise<Subject> {
  const [, variant = '', count = ''] = /^(relaxed|plain|cpu)-(\d+)$/.exec(id) ?? [];
  const threads = Number(count);
  if (threads < 1) throw new Error(`backend '${id}': allowed are relaxed-T and plain-T with T threads, and cpu-1`);
  if (variant === 'cpu') return { id, arithmetic: 'plain', threads: 1, backend: await cpuBackend.create({}) };
  const backend = await wasmBackend.create({ variant, workers: threads });
  return { id, arithmetic: variant as Arithmetic, threads, backend };
}

/** Starts several; those that cannot run are told apart, with the reason. */
export async function startSubjects(
  ids: readonly string[],
): Promise<{ readonly subjects: readonly Subject[]; readonly absent: readonly AbsentSubject[] }> {
  const subjects: Subject[] = [];
  const absent: AbsentSubject[] = [];
  for (const id of ids) {
    try {
      subjects.push(await startSubject(id));
    } catch (error) {
      absent.push({ id, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return { subjects, absent };
}

/** An engine with its parameters written. @throws {Error} if it does not have the threads that the subject names. */
export function startEngine(subject: Subject, { spec, parameters }: Problem): Engine {
  const engine = subject.backend.createEngine(spec);
  if (engine.threads !== subject.threads) {
    engine.dispose();
    throw new Error(`${subject.id}: the engine has ${engine.threads} threads, not ${subject.threads}`);
  }
  for (const [path, values] of Object.entries(parameters)) engine.writeParameter(path, values);
  return engine;
}

/** Backends whose work is done when a call returns. */
const hostBackends = ['cpu', 'wasm'];

/** Waits until what was enqueued is done: nothing for host engines, a read for others. */
export function fence(engine: Engine, state: StateVector): Promise<unknown> | undefined {
  return hostBackends.includes(engine.backend) ? undefined : engine.norms(state);
}
