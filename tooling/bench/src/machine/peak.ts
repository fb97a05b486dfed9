import { readFileSync } from 'node:fs';

/** Which arithmetic a row may use at best: fused multiply-add, or a multiplication and an addition. */
export type Arithmetic = 'relaxed' | 'plain';

/** Floating-point operations of one run of the calibration loop. */
export const peakOperations: number = 96 * 100_000;

/**
 * A loop that keeps the arithmetic units of one thread busy and touches no memory: what `assembly/peak.ts` says.
 * Returns undefined where the JavaScript engine cannot run it.
 */
export function peakLoop(arithmetic: Arithmetic): (() => void) | undefined {
  const binary = readFileSync(new URL(`../../generated/peak-${arithmetic}.wasm`, import.meta.url));
  if (!WebAssembly.validate(binary)) return undefined;
  const { peak } = new WebAssembly.Instance(new WebAssembly.Module(binary)).exports as unknown as {
    peak(rounds: number, factor: number, addend: number): number;
  };
  return () => {
    const sum = peak(peakOperations / 96, 0.999, 0.001);
    if (!(sum > 0)) throw new Error(`calibration loop: got ${sum}, expected a number above 0`);
  };
}
