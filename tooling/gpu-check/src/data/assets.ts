import { readFileSync } from 'node:fs';

/** Where the files lie that the check needs beside its program; folders end in a slash. */
export interface Assets {
  /** memory.json and .bin, digits.json and .bin: a trained memory and test digits. */
  readonly weights: URL;
  /** reference.json: float64 values of 22 systems. */
  readonly fixture: URL;
  /** The .wasm files of tfjs-backend-wasm; absent where the package finds them. */
  readonly tfjs?: URL;
}

/** Text of the fixtures. */
export function fixtureText({ fixture }: Assets): string {
  return readFileSync(fixture, 'utf8');
}
