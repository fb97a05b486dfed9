import type { BackendFactory } from '../contract/backend.ts';
import { cpuBackend } from '../cpu/cpu-backend.ts';

const factories = new Map<string, BackendFactory>([[cpuBackend.name, cpuBackend]]);

/**
 * Makes a backend known to `selectBackend`. Importing a backend package does this; to load the package only when the
 * backend is asked for, register a factory whose `create` imports it. Registering a name again replaces it.
 */
export function registerBackend(factory: BackendFactory): void {
  factories.set(factory.name, factory);
}

/** Every known backend, the one that `auto` tries first at the front. */
export function registeredBackends(): readonly BackendFactory[] {
  return [...factories.values()].sort((a, b) => b.priority - a.priority);
}
