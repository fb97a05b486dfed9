import { type Engine, type HostArray, ValueError } from '@hkmem/backend';
import type { EnergyFloor } from '@hkmem/energy';
import type { Tableau } from '../solvers/tableau.ts';
import { tsit5 } from '../solvers/tsit5.ts';
import { type AdaptiveSteps, adaptiveSteps } from '../stepping/step-control.ts';

/** Settings of `fixedPoint`. */
export interface FixedPointOptions {
  /** Root mean square of the field that counts as rest; default 1e-9 in float64 and 1e-5 in float32. */
  readonly tolerance?: number;
  /** A constant input u [B, N]: a cue that is shown all the time. None by default. */
  readonly input?: HostArray;
  /** Root mean square of the field below which Newton steps take over from the flow; default 0.03. */
  readonly switchBelow?: number;
  /** Time that a sample may flow in each round, at most; default 500. */
  readonly until?: number;
  /** Rounds of flow and Newton steps, at most; default 6. */
  readonly rounds?: number;
  /**
   * Sweeps of alternating minimisation over layers in each round, at most, in place of the flow: for layers, and for those
   * coupled to oscillators between neighbouring layers, which then cannot diverge; other systems flow. Default 0, the flow for
   * all.
   */
  readonly sweeps?: number;
  /** Method of the flow; needs an error estimate. Default Tsit5. */
  readonly solver?: Tableau;
  /** Its steps. */
  readonly control?: AdaptiveSteps;
  /** Newton steps of a sample in a round, at most; default 20. */
  readonly newtonSteps?: number;
  /** Products with the Jacobian for a Newton step, at most; default 50. */
  readonly products?: number;
  /** Products for the smallest curvature of a sample, at most; 0 leaves it out. Default 60. */
  readonly curvatureProducts?: number;
  /** What is known of the energy, from `floorOf`; computed if absent, which takes a while for thousands of units. */
  readonly certificate?: EnergyFloor;
}

/** The options with their defaults. */
export type FixedPointSettings = Required<Omit<FixedPointOptions, 'input' | 'certificate'>>;

/** @throws {ValueError} naming a setting that is out of range. */
export function fixedPointSettings(engine: Pick<Engine, 'precision'>, options: FixedPointOptions): FixedPointSettings {
  const settings: FixedPointSettings = {
    tolerance: options.tolerance ?? (engine.precision === 'float64' ? 1e-9 : 1e-5),
    switchBelow: options.switchBelow ?? 0.03,
    until: options.until ?? 500,
    rounds: options.rounds ?? 6,
    sweeps: options.sweeps ?? 0,
    solver: options.solver ?? tsit5,
    control: options.control ?? adaptiveSteps(),
    newtonSteps: options.newtonSteps ?? 20,
    products: options.products ?? 50,
    curvatureProducts: options.curvatureProducts ?? 60,
  };
  for (const name of ['tolerance', 'switchBelow', 'until'] as const) {
    const value = settings[name];
    if (!(value > 0 && Number.isFinite(value))) throw new ValueError(name, value, 'a number above 0');
  }
  for (const name of ['rounds', 'sweeps', 'newtonSteps', 'products', 'curvatureProducts'] as const) {
    const least = name === 'rounds' || name === 'products' ? 1 : 0;
    const value = settings[name];
    if (!(Number.isInteger(value) && value >= least)) throw new ValueError(name, value, `a whole number from ${least}`);
  }
  if (settings.solver.error === undefined) {
    throw new ValueError('solver of a flow to rest', settings.solver.name, 'lawson5, heun, bosh3, dopri5 or tsit5');
  }
  return settings;
}
