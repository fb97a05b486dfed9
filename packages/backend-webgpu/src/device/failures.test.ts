import { DeviceError } from '@hkmem/backend';
import { expect, test } from 'vitest';
import { DeviceFailures } from './failures.ts';

/** A device that only reports: errors by `report`, its loss by `lose`. */
class ReportingDevice extends EventTarget {
  readonly lost: Promise<{ readonly reason: string; readonly message: string }>;
  lose: (info: { readonly reason: string; readonly message: string }) => void = () => undefined;

  constructor() {
    super();
    this.lost = new Promise((resolve) => {
      this.lose = resolve;
    });
  }

  report(error: object): void {
    this.dispatchEvent(Object.assign(new Event('uncapturederror'), { error }));
  }
}

/** Named as WebGPU names it. */
class GPUOutOfMemoryError {
  readonly message = 'no room for 9 GB.';
}

const watched = (): [ReportingDevice, DeviceFailures] => {
  const device = new ReportingDevice();
  return [device, new DeviceFailures(device as unknown as GPUDevice)];
};

test('errors are told once, the first one in full', () => {
  const [device, failures] = watched();
  failures.check();
  device.report({ message: 'a buffer is invalid.' });
  device.report({ message: 'so is the next.' });
  expect(() => failures.check()).toThrow(DeviceError);
  failures.check();
  device.report({ message: 'a buffer is invalid.' });
  device.report({ message: 'so is the next.' });
  expect(() => failures.check()).toThrow(/a buffer is invalid\. \(and 1 more that followed\)/);
});

test('out of memory says what to change', () => {
  const [device, failures] = watched();
  device.report(new GPUOutOfMemoryError());
  expect(() => failures.check()).toThrow(/out of memory: no room for 9 GB\. Use a smaller batch/);
});

test('a lost device is told every time, unless it was ended on purpose', async () => {
  const [device, failures] = watched();
  device.lose({ reason: 'unknown', message: 'the driver was reset' });
  await device.lost;
  for (let k = 0; k < 2; k++) expect(() => failures.check()).toThrow(/was lost \(the driver was reset\).*checkpoint/);

  const [ended, quiet] = watched();
  quiet.end();
  ended.lose({ reason: 'destroyed', message: '' });
  await ended.lost;
  expect(quiet.take()).toEqual([]);
});
