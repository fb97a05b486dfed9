import { HkmemError } from '@hkmem/backend';

/** Bytes that are not a safetensors file, or tensors that cannot be one. */
export class SafetensorsError extends HkmemError {
  constructor(problem: string, options?: ErrorOptions) {
    super(`safetensors: ${problem}`, options);
  }
}
