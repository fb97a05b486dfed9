import { HkmemError } from '@hkmem/backend';

/** WebGPU cannot run here: no `navigator.gpu`, no npm package `webgpu`, no driver, no adapter. The text says what to do. */
export class NoAdapterError extends HkmemError {}
