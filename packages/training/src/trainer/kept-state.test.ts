import { DeviceError } from '@hkmem/backend';
import { expect, test } from 'vitest';
import { coupledSpec, engineOf, images, key, neurons, settingsOf, withMethods } from '../../test/glyph-memory.ts';
import { imageSource } from '../batches/image-source.ts';
import { Trainer, type UpdateReport } from './trainer.ts';

const source = imageSource({ set: images.train, neurons, key });
const changes = { trainable: ['hopfield.bias', 'coupling.alpha'], updates: 9, batch: 5 };

test.for([
  ['one by one, the beginning of the run', 1, 0],
  ['in groups, the last that was reported', 3, 6],
] as const)(
  'what the host holds of a training outlives the device: losses looked at %s',
  async ([, checkEvery, held]) => {
    const settings = { ...changes, checkEvery };
    const whole = new Trainer(settingsOf(await engineOf(coupledSpec), settings), source);
    const expected: number[] = [];
    await whole.run({ onUpdate: ({ loss }) => void expected.push(loss) });

    const sound = await engineOf(coupledSpec);
    let fields = 0;
    let lost = false;
    const gone = (): never => {
      throw new DeviceError('the device was lost.');
    };
    const engine = withMethods(sound, {
      zeroGradients: () => {
        // The eighth update is not begun.
        lost ||= ++fields === 8;
        return lost ? gone() : sound.zeroGradients();
      },
      readParameter: async (path) => (lost ? gone() : sound.readParameter(path)),
      writeParameter: (path, values) => (lost ? gone() : sound.writeParameter(path, values)),
    });
    const trainer = new Trainer(settingsOf(engine, settings), source);
    expect(trainer.kept).toBeUndefined();
    const reports: UpdateReport[] = [];
    const run = trainer.run({ onUpdate: (report) => void reports.push(report) });
    await expect(run).rejects.toThrow(/^the device was lost\.$/);
    await expect(trainer.state()).rejects.toThrow(DeviceError);

    const { kept } = trainer;
    expect(kept?.update).toBe(held);
    if (checkEvery > 1) expect(reports.length).toBe(held);
    expect(Object.keys(kept!.parameters).sort()).toEqual([...sound.shapes.keys()].sort());
    const other = new Trainer(settingsOf(await engineOf(coupledSpec, 99), settings), source);
    other.restore(kept!);
    const losses: number[] = [];
    await other.run({ onUpdate: ({ loss }) => void losses.push(loss) });
    expect(losses).toEqual(expected.slice(held));
  },
);
