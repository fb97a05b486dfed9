import type { DeviceBuffer } from '../device/device.ts';
import type { Operand } from './activity-log.ts';

/** What one reverse pass left on the device. */
export interface ReversePass {
  readonly cotangent: DeviceBuffer;
  readonly prepared: DeviceBuffer;
  /** What g is the activity of. */
  readonly operand: Operand;
  readonly batch: number;
}
