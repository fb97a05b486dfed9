import { type Arithmetic, peakLoop, peakOperations } from '../machine/peak.ts';
import type { Row } from './row.ts';

export const calibrationSubject = 'one thread';

/** The calibration loop as a row of every group, so that peaks are of the same minutes as what is held against them. */
export function calibrationRows(): readonly Row[] {
  return (['relaxed', 'plain'] as const).flatMap((arithmetic) => {
    const loop = peakLoop(arithmetic);
    return loop === undefined ? [] : [calibrationRow(arithmetic, loop)];
  });
}

export function calibrationId(arithmetic: Arithmetic): string {
  return `peak-${arithmetic}`;
}

function calibrationRow(arithmetic: Arithmetic, loop: () => void): Row {
  const what = arithmetic === 'relaxed' ? 'fused multiply-add' : 'multiply and add';
  return {
    id: calibrationId(arithmetic),
    title: `calibration: ${what} in registers, 128 bits`,
    subject: calibrationSubject,
    threads: 1,
    arithmetic,
    operations: peakOperations,
    prepare: async () => ({ run: loop }),
  };
}
