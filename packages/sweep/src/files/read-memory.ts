import { decodeMemory, type Memory } from '@hkmem/experiments';
import { readInput } from './input-file.ts';

/** Reads a weights file. @throws {InputFileError} if it is not there or none of this program. */
export async function readMemory(path: string): Promise<Memory> {
  return decodeMemory(await readInput(path, 'give the weights.safetensors of a run folder'), path);
}
