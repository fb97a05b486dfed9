import { lagrangians } from '../generated/constants.js';
import type { Launcher } from '../src/launch/launcher.ts';
import type { Heap } from '../src/memory/heap.ts';

/** A lane without a sample holds something. */
export class IdleLaneError extends Error {
  override readonly name = 'IdleLaneError';
}

const [neurons, lanes, vector] = [3, 4, 16];

/**
 * Lanes past the batch hold zeros, after kernels too that make a number that is none of nothing: 1/2 of a sigmoid, the
 * start of oscillators. @throws {IdleLaneError} where one does not.
 */
export function checkIdleLanes(heap: Heap, launcher: Launcher): void {
  for (const batch of [1, 2, 3, 4, 5, 6, 7]) {
    const tiles = Math.ceil(batch / lanes);
    const [from, to] = [heap.allocate(tiles * neurons * vector), heap.allocate(tiles * neurons * vector)];
    const check = (what: string): void => {
      heap.floats(to, tiles * neurons * lanes).forEach((value, k) => {
        const sample = Math.floor(k / (neurons * lanes)) * lanes + (k % lanes);
        if (sample < batch ? value !== 0 : Object.is(value, 0)) return;
        throw new IdleLaneError(`${what} of ${batch} samples: lane of sample ${sample} holds ${value}`);
      });
    };
    heap.floats(from, neurons).fill(1);
    const whole = { neurons, stride: neurons * vector, batch, rate: 0, bias: 0, law: 0, parameters: 0 };
    const activity = { ...whole, x: from, g: to, kind: lagrangians.SIGMOID };
    launcher.run({ kernel: 'activity', items: tiles, grain: 1, block: activity });
    check('sigmoid');
    const start = { start: from, s: to, size: neurons, batch };
    launcher.run({ kernel: 'broadcast', items: tiles, grain: 4, block: start });
    check('start');
    for (const pointer of [from, to]) heap.free(pointer);
  }
}
