import { HkmemError } from '@hkmem/backend';
import { type EnergyFloor, wayToAFloor } from '@hkmem/energy';

/** A system that promises no rest was asked to come to one. */
export class NoFloorError extends HkmemError {
  /** What is known of its energy, with the direction in which it falls without end if there is one. */
  readonly certificate: EnergyFloor;

  constructor(certificate: EnergyFloor) {
    super(
      certificate.descends
        ? `rest: ${certificate.text}`
        : `rest: this system's energy may rise along its flow (a local omega), so it need not come to rest. Take no or a ` +
            `global omega, ${wayToAFloor}.`,
    );
    this.certificate = certificate;
  }
}

/** Samples that should be at rest and are not. */
export class NotAtRestError extends HkmemError {
  /** Their places in the batch. */
  readonly samples: readonly number[];

  constructor(what: string, samples: readonly number[], norm: number, tolerance: number) {
    const listed = samples.slice(0, 10).join(', ');
    super(
      `${what}: ${samples.length === 1 ? 'sample' : 'samples'} ${listed}${samples.length > 10 ? ' and more' : ''} did not ` +
        `come to rest: the field's root mean square is ${norm} at worst, allowed is ${tolerance}. Give them more time or a ` +
        'larger tolerance.',
    );
    this.samples = samples;
  }
}
