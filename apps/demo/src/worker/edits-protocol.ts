import type { JudgedEdit } from '../format/weights-format.ts';
import type { EditedEnd, SideName } from './edited-recall.ts';

export const sideNames: readonly SideName[] = ['unedited', 'oscillators', 'lora'];

/** Where a memory at rest and two edits of it lie, and a correction of another memory. */
export interface EditAddresses {
  readonly base: string;
  readonly oscillators: string;
  readonly lora: string;
}

export interface EditedFacts {
  readonly dimension: number;
  readonly neurons: number;
  readonly rank: number;
  readonly judged: JudgedEdit;
}

export interface CompareRequest {
  /** 784 in [0, 1]. */
  readonly pixels: Float32Array;
  /** Noise on the edits, in their own size. */
  readonly disturbed: number;
  /** Which draw of it. */
  readonly draw: number;
}

export type CompareEnd = EditedEnd & { readonly superseded: boolean; readonly backend: string };

export interface LoraFacts {
  readonly rank: number;
  /** Of U and c. */
  readonly numbers: number;
}
