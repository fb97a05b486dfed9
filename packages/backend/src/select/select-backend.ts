import type { Backend, BackendOptions } from '../contract/backend.ts';
import { BackendUnavailableError, UnknownNameError } from '../errors.ts';
import { registeredBackends } from './registry.ts';
import { selfTest } from './self-test.ts';

/** What was chosen, and why the others were not. */
export interface Selection {
  /** What was taken. */
  readonly backend: Backend;
  /** One line: what was asked for and what was taken. */
  readonly reason: string;
  /** What was tried before it, each with the reason why not. */
  readonly rejected: readonly { readonly name: string; readonly reason: string }[];
}

/**
 * Starts a backend and checks a gradient on it. `auto` tries the registered ones, highest priority first; a name
 * takes that one alone. `auto` passes over a GPU that is only emulated on the processor.
 * @throws {OptionError} naming an option that is not known.
 * @throws {UnknownNameError} for a name that is not registered: import its package first.
 * @throws {BackendUnavailableError} if the named one, or with `auto` every one, cannot run here.
 */
export async function selectBackend(name = 'auto', options: BackendOptions = {}): Promise<Selection> {
  const known = registeredBackends();
  if (name !== 'auto') {
    const factory = known.find((candidate) => candidate.name === name);
    if (factory === undefined) {
      const hint = `backend (import '@hkmem/backend-${name}' to register it, if there is such a package)`;
      throw new UnknownNameError(hint, name, ['auto', ...known.map((candidate) => candidate.name)]);
    }
    try {
      return { backend: await tested(await factory.create(options)), reason: `'${name}' was asked for`, rejected: [] };
    } catch (error) {
      const others = known.filter((candidate) => candidate !== factory).map((candidate) => candidate.name);
      throw new BackendUnavailableError(name, messageOf(error), others);
    }
  }
  const rejected: { name: string; reason: string }[] = [];
  for (const factory of known) {
    try {
      const backend = await factory.create(options);
      // Before the self-test, which takes an emulated GPU seconds of compiling.
      if (backend.software === true) {
        await backend.dispose();
        rejected.push({
          name: factory.name,
          reason: `${backend.description}: a GPU emulated on the processor is slower.`,
        });
        continue;
      }
      await tested(backend);
      return { backend, reason: `'auto' took '${backend.name}', the first that works here`, rejected };
    } catch (error) {
      rejected.push({ name: factory.name, reason: messageOf(error) });
    }
  }
  throw new BackendUnavailableError('auto', rejected.map((entry) => `${entry.name}: ${entry.reason}`).join(' '), []);
}

/** The backend once it passed its self-test; one that fails is disposed of. */
async function tested(backend: Backend): Promise<Backend> {
  try {
    await selfTest(backend);
  } catch (error) {
    await backend.dispose();
    throw error;
  }
  return backend;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
