import { type JointLagrangian, jointEpsilon, type LayerLagrangian, parametersOfLagrangian } from '@hkmem/backend';
import { type LawParameter, lagrangianLaws, unitModule } from '@hkmem/laws';
import { joint, lagrangians, threshold } from '../../generated/constants.js';
import type { Launcher } from '../launch/launcher.ts';

/** A Lagrangian as kernels take it. */
export interface LagrangianForm {
  /** Number of a Lagrangian that is compiled in, or one of the other kinds of `threshold.ts` and `joint.ts`. */
  readonly kind: number;
  /** Places in the table of a law's functions. */
  readonly activity: number;
  readonly vjp: number;
  readonly value: number;
  /** Parameters of a law in the table, or beta of a joint Lagrangian. */
  readonly parameters: readonly LawParameter[];
  /** beta of a joint Lagrangian where it is a number. */
  readonly beta?: number;
  /** Of a joint Lagrangian: L of n units from what a tile leaves of them. */
  readonly jointValue?: (first: number, second: number, beta: number, n: number) => number;
}

const inlined = {
  RELU: 'relu',
  TANH: 'tanh',
  SIGMOID: 'sigmoid',
  IDENTITY: 'identity',
} as const satisfies Record<keyof typeof lagrangians, keyof typeof lagrangianLaws>;

type JointForm = Required<Pick<LagrangianForm, 'kind' | 'jointValue'>>;

const jointForms: Readonly<Record<JointLagrangian['name'], JointForm>> = {
  softmax: { kind: joint.SOFTMAX, jointValue: (largest, sum, beta) => (largest + Math.log(sum)) / beta },
  sphericalNorm: { kind: joint.SPHERICAL_NORM, jointValue: (_, sum, beta) => Math.sqrt(sum + jointEpsilon) / beta },
  layerNorm: {
    kind: joint.LAYER_NORM,
    jointValue: (_, sum, beta, n) => (n * Math.sqrt(sum / n + jointEpsilon)) / beta,
  },
  logSumRelu: { kind: joint.LOG_SUM_RELU, jointValue: (_, sum, beta) => Math.log(sum + jointEpsilon) / beta },
};

/** Built-in Lagrangians as they are compiled in, others as a module that is put into the table. */
export function lagrangianForm(lagrangian: LayerLagrangian, launcher: Launcher): LagrangianForm {
  const none = { activity: 0, vjp: 0, value: 0, parameters: [] };
  if (lagrangian.kind === 'joint') {
    const { name, beta } = lagrangian;
    const parameters = parametersOfLagrangian(lagrangian);
    return { ...none, ...jointForms[name], parameters, ...(typeof beta === 'number' && { beta }) };
  }
  const names = Object.keys(inlined) as (keyof typeof inlined)[];
  const name = names.find((each) => lagrangianLaws[inlined[each]].identity === lagrangian.identity);
  if (name !== undefined) return { kind: lagrangians[name], ...none };
  const place = launcher.install(`units ${lagrangian.identity}`, (options) => unitModule(lagrangian, options));
  const { parameters } = lagrangian;
  return { kind: threshold.CALLED_LAGRANGIAN, activity: place, vjp: place + 1, value: place + 2, parameters };
}
