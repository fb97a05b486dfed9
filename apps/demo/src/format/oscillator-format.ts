import type { HostParameters } from '@hkmem/akorn';
import { fromLevels, toLevels } from './level-bytes.ts';

/** An array of a file of oscillatory networks: where its levels lie once unpacked, a byte each. */
export interface PackedParameter {
  readonly name: string;
  readonly shape: readonly number[];
  /** What a level is worth. */
  readonly scale: number;
  readonly offset: number;
}

/** What stands beside a file of an oscillatory network, as JSON. */
export interface OscillatorManifest<Spec, Judged> {
  readonly formatVersion: 1;
  readonly file: string;
  /** Of the file as it travels. */
  readonly bytes: number;
  /** Of the file, in hexadecimal. */
  readonly sha256: string;
  readonly spec: Spec;
  readonly arrays: readonly PackedParameter[];
  /** The configuration of the run that trained it. */
  readonly config: unknown;
  /** SHA-256 of the file of weights that it was made from. */
  readonly source: string;
  readonly updates: number;
  /** How it answers, as it ships. */
  readonly judged: Judged;
}

/** How a Sudoku network answers boards that it was not trained on, by how many digits are given. */
export interface JudgedSudoku {
  /** Boards of each row. */
  readonly boards: number;
  readonly steps: number;
  readonly starts: number;
  readonly rows: readonly {
    readonly givens: number;
    /** Shares of boards with every cell right, and of empty cells that are right, by the vote of the starts. */
    readonly solved: number;
    readonly digits: number;
  }[];
  /** Empty cells whose answer rounding of the weights changed, of so many. */
  readonly rounding: { readonly cells: number; readonly changed: number };
}

/** How a network of shapes groups pixels of scenes that it was not trained on. */
export interface JudgedShapes {
  readonly scenes: number;
  readonly steps: number;
  readonly foregroundAri: number;
  readonly meanBestOverlap: number;
}

/** Levels of all parameters, `step` root mean squares apart as `toLevels` says, one after the other, and what lies where. */
export function packParameters(
  parameters: HostParameters,
  step = 0,
): {
  readonly bytes: Uint8Array;
  readonly arrays: readonly PackedParameter[];
} {
  const packed = Object.entries(parameters).map(([name, { shape, data }]) => ({
    name,
    shape,
    ...toLevels(data, step),
  }));
  const bytes = new Uint8Array(packed.reduce((sum, { levels }) => sum + levels.length, 0));
  let offset = 0;
  const arrays = packed.map(({ levels, ...array }) => {
    bytes.set(new Uint8Array(levels.buffer), offset);
    offset += levels.length;
    return { ...array, offset: offset - levels.length };
  });
  return { bytes, arrays };
}

/** Parameters from the bytes that a file holds, no longer compressed. */
export function unpackParameters(arrays: readonly PackedParameter[], bytes: Uint8Array): HostParameters {
  const entries = arrays.map(({ name, shape, scale, offset }) => {
    const length = shape.reduce((product, extent) => product * extent, 1);
    const levels = new Int8Array(bytes.buffer, bytes.byteOffset + offset, length);
    return [name, { shape, data: fromLevels({ levels, scale }) }] as const;
  });
  return Object.fromEntries(entries);
}
