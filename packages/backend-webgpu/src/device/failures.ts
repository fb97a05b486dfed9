import { DeviceError } from '@hkmem/backend';
import type { GpuDevice } from './gpu-types.ts';

/**
 * What went wrong on a device since it was last asked. WebGPU reports errors some time after the call that made them,
 * so they are kept until a result is read.
 */
export class DeviceFailures {
  readonly #messages: string[] = [];
  #lost: string | undefined;
  #ended = false;

  /** Listens to a device's uncaptured errors and to its loss. */
  constructor(device: GpuDevice) {
    device.addEventListener('uncapturederror', (event) => {
      this.#messages.push(describe(event.error));
    });
    void device.lost.then((info) => {
      if (!this.#ended) {
        this.#lost =
          `the GPU device was lost (${info.message || info.reason}). ` +
          'Create the backend again, or go on from the last checkpoint on another backend.';
      }
    });
  }

  /** Messages since the last call, which forgets them; a lost device is told every time. */
  take(): string[] {
    const messages = this.#messages.splice(0);
    return this.#lost === undefined ? messages : [this.#lost, ...messages];
  }

  /** @throws {DeviceError} with the first failure, if there is one; a lost device fails every time. */
  check(): void {
    const [first, ...others] = this.take();
    if (first === undefined) return;
    throw new DeviceError(others.length === 0 ? first : `${first} (and ${others.length} more that followed)`);
  }

  /** From here on the loss of the device is intended. */
  end(): void {
    this.#ended = true;
  }
}

function describe(error: GPUError): string {
  if (/out.?of.?memory/i.test(error.constructor.name) || /out of memory/i.test(error.message)) {
    return `the GPU is out of memory: ${error.message} Use a smaller batch, dispose of states, or take the wasm backend.`;
  }
  return `the GPU device reported an error: ${error.message}`;
}
