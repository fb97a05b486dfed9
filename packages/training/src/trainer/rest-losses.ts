import { largestOf, type StateVector } from '@hkmem/backend';
import {
  equilibriumGradient,
  fixedPoint,
  isAtRest,
  lossCotangent,
  NotAtRestError,
  restGradient,
} from '@hkmem/dynamics';
import { type EnergyFloor, floorOf } from '@hkmem/energy';
import { holdingOf, type Samples, writeBatch } from '../batches/batch.ts';
import { activityLoss, type RestMoment } from '../objective/rest-moment.ts';
import type { TrainerSettings } from './settings.ts';

/**
 * Loss and gradients where a batch comes to rest: nothing is recorded on the way, so memory does not grow with how far that is.
 */
export class RestLosses {
  readonly #settings: TrainerSettings;
  readonly #moment: RestMoment;
  #certificate: EnergyFloor | undefined;

  constructor(settings: TrainerSettings, moment: RestMoment) {
    this.#settings = settings;
    this.#moment = moment;
  }

  /**
   * The loss of a batch; the engine's gradients of `trainable` get its own added, and `state` becomes its rest.
   * @throws {NoFloorError} if there may be no rest. @throws {NotAtRestError} if the batch, or a nudged phase, is not at rest.
   */
  async valueAndGradient(state: StateVector, samples: Samples, trainable: readonly string[]): Promise<number> {
    const { engine, readout } = this.#settings;
    const holding = holdingOf(engine, samples);
    const held = holding?.engine ?? engine;
    try {
      writeBatch(engine, state, samples, holding);
      // Activities have bounds, so with other weights there is another floor, but always one.
      this.#certificate ??= await floorOf(engine);
      const { sweeps = 200, beta } = this.#moment;
      const { input } = samples;
      const common = { certificate: this.#certificate, curvatureProducts: 0, sweeps, ...(input && { input }) };
      const { state: rest, samples: found, tolerance } = await fixedPoint(held, await engine.readState(state), common);
      const moving = found.flatMap((sample, b) => (isAtRest(sample) ? [] : [b]));
      if (moving.length > 0) {
        const worst = largestOf(moving.map((b) => found[b]!.norm));
        throw new NotAtRestError('batch of a training', moving, worst, tolerance);
      }
      engine.writeState(state, rest);
      const loss = activityLoss(engine.spec, readout, this.#moment, samples);
      const options = { trainable, ...(input && { input }) };
      if (this.#moment.gradient === 'equilibrium') {
        const { loss: value } = await equilibriumGradient(held, rest, loss, { ...options, ...(beta && { beta }) });
        return value;
      }
      await restGradient(held, rest, lossCotangent(engine.spec, loss, rest, samples.batch), options);
      const [N, S] = [engine.spec.neurons, (rest.s?.length ?? 0) / samples.batch];
      return Array.from({ length: samples.batch }, (_, b) => {
        const x = Float64Array.from(rest.x!.subarray(b * N, (b + 1) * N));
        return loss.value(x, Float64Array.from(rest.s?.subarray(b * S, (b + 1) * S) ?? []), b);
      }).reduce((sum, value) => sum + value, 0);
    } finally {
      holding?.engine.dispose();
    }
  }
}
