import type { Peaks } from '../run/finding.ts';
import type { Part, PartContext } from '../run/part.ts';
import { startWebgpu } from './backends.ts';
import { copyKernel, type DeviceWork, emptyKernel, multiplyKernel } from './peak-kernels.ts';

/** What the card does at most: bytes, operations, dispatches and round trips. */
export const peaksPart: Part = {
  id: 'peaks',
  title: 'Peaks',
  share: 0.06,
  columns: ['value', 'unit'],
  note:
    'Small kernels of their own, the best of several tries: a copy from one buffer into another (bytes read and written), fused ' +
    'multiply-adds on vectors in registers (two operations each), dispatches that do nothing, in one pass, and a write, a dispatch ' +
    'and a read of four bytes, each waited for. The first two are the bandwidth and arithmetic of the model.',
  run: async (context: PartContext) => {
    const backend = await startWebgpu(context);
    const { device, software } = backend;
    const small = software || context.short;
    const tell = (what: string, value: number, unit: string): void =>
      context.report({ what, result: 'measured', values: { value, unit } });
    const bytes = Math.min((small ? 16 : 512) * 2 ** 20, device.limits.maxStorageBufferBindingSize);
    const copy = await best(context, small, copyKernel(device, bytes));
    tell('copy', (2 * bytes) / copy / 1e9, 'GB/s');
    const multiply = multiplyKernel(device, small ? 2 ** 12 : 2 ** 20);
    const arithmetic = await best(context, small, multiply);
    tell('multiply-add', multiply.operations / arithmetic / 1e9, 'GFLOP/s');
    const count = small ? 200 : 5000;
    tell('dispatch', ((await best(context, small, emptyKernel(device, count))) / count) * 1e6, 'us');
    tell('round trip', (await best(context, small, roundTrip(device))) * 1e6, 'us');
    await backend.dispose();
  },
};

/** The peaks of the model among what `peaksPart` reported; undefined if one is missing. */
export function peaksOf(
  findings: readonly { readonly what: string; readonly values?: Readonly<Record<string, number | string>> }[],
): Peaks | undefined {
  const value = (name: string): number => Number(findings.find(({ what }) => what === name)?.values?.['value']);
  const peaks = { bytes: 1e9 * value('copy'), flops: 1e9 * value('multiply-add') };
  return peaks.bytes > 0 && peaks.flops > 0 ? peaks : undefined;
}

/** Seconds of the quickest of some tries, the first of which is not counted. */
async function best({ remaining }: PartContext, small: boolean, work: DeviceWork): Promise<number> {
  const tries = small ? 3 : 20;
  let least = Number.POSITIVE_INFINITY;
  for (let n = 0; n <= tries; n++) {
    const start = performance.now();
    await work.run();
    const seconds = (performance.now() - start) / 1000;
    if (n > 0) least = Math.min(least, seconds);
    // One that counts is enough where time is short.
    if (n > 0 && remaining() < 5000) break;
  }
  work.release();
  return least;
}

function roundTrip(device: GPUDevice): DeviceWork {
  const work = emptyKernel(device, 1);
  const buffer = device.createBuffer({ size: 4, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC });
  const staging = device.createBuffer({ size: 4, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
  return {
    run: async () => {
      device.queue.writeBuffer(buffer, 0, new Uint32Array([1]));
      const submitted = work.run();
      const encoder = device.createCommandEncoder();
      encoder.copyBufferToBuffer(buffer, 0, staging, 0, 4);
      device.queue.submit([encoder.finish()]);
      await staging.mapAsync(GPUMapMode.READ);
      staging.unmap();
      await submitted;
    },
    release: () => {
      work.release();
      buffer.destroy();
      staging.destroy();
    },
  };
}
