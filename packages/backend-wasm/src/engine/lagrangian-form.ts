import type { LayerLagrangian } from '@hkmem/backend';
import { type LawParameter, lagrangianLaws, unitModule } from '@hkmem/laws';
import { lagrangians, threshold } from '../../generated/constants.js';
import type { Launcher } from '../launch/launcher.ts';

/** A Lagrangian as kernels take it. */
export interface LagrangianForm {
  /** Number of a Lagrangian that is compiled in, or one of the other kinds of `threshold.ts`. */
  readonly kind: number;
  /** Places in the table of a law's functions. */
  readonly activity: number;
  readonly vjp: number;
  readonly value: number;
  /** Parameters of a law in the table. */
  readonly parameters: readonly LawParameter[];
}

const inlined = {
  RELU: 'relu',
  TANH: 'tanh',
  SIGMOID: 'sigmoid',
  IDENTITY: 'identity',
} as const satisfies Record<keyof typeof lagrangians, keyof typeof lagrangianLaws>;

/** Built-in Lagrangians as they are compiled in, others as a module that is put into the table. */
export function lagrangianForm(lagrangian: LayerLagrangian, launcher: Launcher): LagrangianForm {
  const none = { activity: 0, vjp: 0, value: 0, parameters: [] };
  if (lagrangian.kind === 'joint') return { kind: threshold.SOFTMAX, ...none };
  const names = Object.keys(inlined) as (keyof typeof inlined)[];
  const name = names.find((each) => lagrangianLaws[inlined[each]].identity === lagrangian.identity);
  if (name !== undefined) return { kind: lagrangians[name], ...none };
  const place = launcher.install(`units ${lagrangian.identity}`, (options) => unitModule(lagrangian, options));
  const { parameters } = lagrangian;
  return { kind: threshold.CALLED_LAGRANGIAN, activity: place, vjp: place + 1, value: place + 2, parameters };
}
