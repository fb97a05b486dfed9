import {
  type Activation,
  activationOf,
  activations,
  type Float64Parameters,
  type JointLagrangianName,
  type LagrangianName,
  type LayerLagrangian,
  lagrangianNames,
  parametersOfSystem,
  resolveSystem,
  ShapeError,
  type SystemSpec,
  ValueError,
} from '@hkmem/backend';
import { type LagrangianLaw, lazyRecord, texOf } from '@hkmem/laws';
import { texNames } from './tex-names.ts';

/** What a Lagrangian is, in TeX. */
export interface LagrangianForm {
  /** L(x). */
  readonly formula: string;
  /** g = dL/dx, entry i. */
  readonly activityFormula: string;
}

/** L(y) and g(y) of those of all units, y being beta x. */
const jointForms: Readonly<Record<JointLagrangianName, (y: string) => LagrangianForm>> = {
  softmax: (y) => ({ formula: `\\log \\sum_i e^{${y}_i}`, activityFormula: `\\frac{e^{${y}_i}}{\\sum_j e^{${y}_j}}` }),
  sphericalNorm: (y) => ({
    formula: `\\sqrt{\\sum_i ${y}_i^2 + \\epsilon}`,
    activityFormula: `\\frac{${y}_i}{\\sqrt{\\sum_j ${y}_j^2 + \\epsilon}}`,
  }),
  layerNorm: (y) => ({
    formula: `n \\sqrt{\\operatorname{var}(${y}) + \\epsilon}`,
    activityFormula: `\\frac{${y}_i - \\operatorname{mean}(${y})}{\\sqrt{\\operatorname{var}(${y}) + \\epsilon}}`,
  }),
  logSumRelu: (y) => ({
    formula: `\\log \\left(\\epsilon + \\sum_i \\max(0, 1 + ${y}_i)\\right)`,
    activityFormula: `\\frac{[${y}_i > -1]}{\\epsilon + \\sum_j \\max(0, 1 + ${y}_j)}`,
  }),
};

/** L and g of an activation, by name or as a law, in TeX. */
export function lagrangianForm(activation: LagrangianName | LagrangianLaw): LagrangianForm {
  return layerForm(resolveSystem({ neurons: 1, threshold: { activation } }).layers[0]!.lagrangian);
}

function layerForm(lagrangian: LayerLagrangian): LagrangianForm {
  if (lagrangian.kind === 'joint') {
    const { name, beta } = lagrangian;
    if (beta === 1) return jointForms[name]('x');
    const factor = typeof beta === 'number' ? String(beta) : '\\beta';
    const { formula, activityFormula } = jointForms[name](`(${factor} x)`);
    return { formula: `\\frac{1}{${factor}} ${formula}`, activityFormula };
  }
  const names = { ...texNames(lagrangian), x: 'x_i' };
  const { operation } = lagrangian.value;
  const one = texOf(lagrangian.value, names);
  const summand = operation === 'add' || operation === 'sub' ? `\\left(${one}\\right)` : one;
  return { formula: `\\sum_i ${summand}`, activityFormula: texOf(lagrangian.activity, names) };
}

/**
 * A Lagrangian L of threshold units x [N] and what follows from it: the activity g = dL/dx and its slope d2L/dx2
 * (arXiv 2505.03648, threshold units). All stay finite for every finite x.
 */
export interface Lagrangian extends LagrangianForm {
  /** The name of its activity, or the canonical formula of a law. */
  readonly name: string;
  /** L(x). */
  value(x: Float64Array): number;
  /** g(x) = dL/dx [N]. */
  activity(x: Float64Array): Float64Array;
  /**
   * (d2L/dx2) v [N]. The Hessian is symmetric and positive semidefinite, which is why energies fall along the flow;
   * relu's slope at 0 is taken as 0. @throws {ShapeError} unless v has the length of x.
   */
  hessianProduct(x: Float64Array, v: Float64Array): Float64Array;
}

function lagrangianFrom(activation: Activation, form: LagrangianForm, name: string): Lagrangian {
  const activity = (x: Float64Array): Float64Array => {
    const g = new Float64Array(x.length);
    activation.activity(x, g);
    return g;
  };
  return {
    ...form,
    name,
    value: (x) => activation.lagrangian(x),
    activity,
    hessianProduct(x, v) {
      if (v.length !== x.length) throw new ShapeError('v', v.length, x.length, 'Give one entry per threshold unit.');
      const out = new Float64Array(x.length);
      activation.hessianProduct(x, activity(x), v, out);
      return out;
    },
  };
}

/**
 * The Lagrangian of all N threshold units of a system.
 * @throws {ValueError} if it has none, or its law has parameters that are not given.
 */
export function lagrangianOf(spec: SystemSpec, parameters: Float64Parameters = {}): Lagrangian {
  if (spec.threshold === undefined) throw new ValueError('Lagrangian', 'a system without threshold units', 'one with');
  const { layers } = resolveSystem(spec);
  const { activation, beta } = spec.threshold;
  if (typeof activation === 'string' && layers.length === 1 && beta === undefined) return lagrangians[activation];
  const name = layers.map(({ lagrangian }) => (lagrangian.kind === 'joint' ? lagrangian.name : lagrangian.formula));
  const missing = parametersOfSystem(spec).find(({ role, path }) => role === 'lagrangian' && !parameters[path]);
  if (missing !== undefined) {
    const way = 'Use a law whose numbers are written in the formula here.';
    throw new ValueError(`Lagrangian '${name.join("' + '")}'`, `no values of '${missing.path}'`, 'all parameters', way);
  }
  const forms = layers.map(({ lagrangian }) => layerForm(lagrangian));
  const join = (part: keyof LagrangianForm, by: string): string => forms.map((form) => form[part]).join(by);
  const form = { formula: join('formula', ' + '), activityFormula: join('activityFormula', ',\\; ') };
  return lagrangianFrom(activationOf(layers, parameters), form, name.join(' + '));
}

/**
 * Every Lagrangian by the name of its activation. Layers that name none of their own share
 * one over all N units, so softmax normalises over all of them.
 */
export const lagrangians: Readonly<Record<LagrangianName, Lagrangian>> = lazyRecord(
  Object.fromEntries(
    lagrangianNames.map((name) => [name, () => lagrangianFrom(activations[name], lagrangianForm(name), name)]),
  ) as Record<LagrangianName, () => Lagrangian>,
);
