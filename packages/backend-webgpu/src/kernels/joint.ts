import { type JointLagrangian, jointEpsilon } from '@hkmem/backend';
import { defineKernel, type FieldType, type Kernel, type StorageType } from '../device/kernel.ts';
import { declareFunctions } from './functions.ts';
import { lagrangianInterface, type UnitLagrangian, unitFunction } from './lagrangian.ts';
import { reduceLanes } from './text.ts';

const lanes = 256;

/** Samples that one workgroup of these kernels takes: a power of two up to 8; the other lanes share the units. */
export function sampleColumns(batch: number): number {
  return 2 ** Math.min(3, Math.ceil(Math.log2(batch)));
}

/** What a kernel of a joint Lagrangian is made from. */
export interface JointOptions {
  readonly name: JointLagrangian['name'];
  /** Whether beta is read from `parameters[given.betaAt]`; else it is `given.beta`. */
  readonly parameter: boolean;
  /** Only where `given.columns` is 1. */
  readonly subgroups: boolean;
}

/**
 * Puts `partial` of the lanes that share a sample together into every such lane's `result`; by subgroups where a
 * workgroup has one sample.
 */
function reduce(result: string, operation: 'sum' | 'maximum', subgroups: boolean): string {
  if (subgroups) {
    return `
  ${reduceLanes(operation, 'partial', lanes, true)}
  let ${result} = partial[0];
  workgroupBarrier();`;
  }
  const [a, b] = ['partial[lane]', 'partial[lane + stride * given.columns]'];
  return `
  for (var stride = rows / 2u; stride > 0u; stride /= 2u) {
    workgroupBarrier();
    if (row < stride) { partial[lane] = ${operation === 'sum' ? `${a} + ${b}` : `max(${a}, ${b})`}; }
  }
  workgroupBarrier();
  let ${result} = partial[column];
  workgroupBarrier();`;
}

/** A number over the units of a sample; `term` sees the unit's place `k`. */
function overUnits(result: string, term: string, subgroups: boolean, largest = false): string {
  const [start, join] = largest
    ? [term.replaceAll('[k]', '[first]'), `part = max(part, ${term});`]
    : ['0.0', `part += ${term};`];
  return `
  {
    var part = ${start};
    for (var i = row; i < given.units; i += rows) { let k = first + i * given.batch; ${join} }
    partial[lane] = part;
  }
  ${reduce(result, largest ? 'maximum' : 'sum', subgroups)}`;
}

/** Statements for every unit of the lane, of samples that there are; they see the unit's place `k`. */
function eachUnit(statements: string): string {
  return `
  if (sample < given.batch) {
    for (var i = row; i < given.units; i += rows) { let k = first + i * given.batch; ${statements} }
  }`;
}

const lanesOfSample = `
  let rows = ${lanes}u / given.columns;
  let row = lane / given.columns;
  let column = lane % given.columns;
  let sample = tile * given.columns + column;
  let b = min(sample, given.batch - 1u);
  let first = given.unitsAt * given.batch + b;`;

const epsilon = `${jointEpsilon}`;
const y = 'beta * state[k]';

/** Numbers that g and the Hessian follow from, and both of a unit at `k`. */
interface JointText {
  readonly scales: (subgroups: boolean) => string;
  readonly value: string;
  readonly activity: string;
  readonly along: string;
  readonly product: string;
}

const texts: Readonly<Record<JointLagrangian['name'], JointText>> = {
  softmax: {
    scales: (subgroups) => overUnits('top', y, subgroups, true) + overUnits('total', `exp(${y} - top)`, subgroups),
    value: 'top + log(total)',
    activity: `exp(${y} - top) / total`,
    along: '1.0',
    product: 'g * (v - along)',
  },
  sphericalNorm: {
    scales: (subgroups) => `${overUnits('squares', `${y} * ${y}`, subgroups)}
  let scale = sqrt(squares + ${epsilon});`,
    value: 'scale',
    activity: `${y} / scale`,
    along: '1.0',
    product: '(v - g * along) / scale',
  },
  layerNorm: {
    scales: (subgroups) => `${overUnits('sum', y, subgroups)}
  let centre = sum / f32(given.units);
  ${overUnits('squares', `(${y} - centre) * (${y} - centre)`, subgroups)}
  let scale = sqrt(squares / f32(given.units) + ${epsilon});`,
    value: 'f32(given.units) * scale',
    activity: `(${y} - centre) / scale`,
    along: '1.0 / f32(given.units)',
    product: '(v - mean - g * along) / scale',
  },
  logSumRelu: {
    scales: (subgroups) => `${overUnits('sum', `max(0.0, 1.0 + ${y})`, subgroups)}
  let total = sum + ${epsilon};`,
    value: 'log(total)',
    activity: `select(0.0, 1.0 / total, ${y} > -1.0)`,
    along: '1.0',
    product: '-g * along',
  },
};

const fields = { columns: 'u32', batch: 'u32', unitsAt: 'u32', units: 'u32', activityAt: 'u32' } as const;

/** Of beta: what it is read from, and the statement that reads it. */
function betaOf(parameter: boolean): {
  readonly storage: Record<string, StorageType>;
  readonly fields: Record<string, FieldType>;
  readonly text: string;
} {
  if (!parameter) return { storage: {}, fields: { beta: 'f32' }, text: 'let beta = given.beta;' };
  return { storage: { parameters: 'f32' }, fields: { betaAt: 'u32' }, text: 'let beta = parameters[given.betaAt];' };
}

/** g(beta x) of the units of a layer, and L(beta x) / beta of every sample, added to what is there with `given.add`. */
export function jointKernel({ name, parameter, subgroups }: JointOptions): Kernel {
  const { scales, value, activity } = texts[name];
  const beta = betaOf(parameter);
  return defineKernel({
    name,
    storage: { state: 'f32', ...beta.storage, prepared: 'f32 write' },
    fields: { ...fields, logSumAt: 'u32', add: 'u32', ...beta.fields },
    workgroup: lanes,
    subgroups,
    declarations: `var<workgroup> partial: array<f32, ${lanes}>;`,
    body: `${lanesOfSample}
  ${beta.text}
  ${scales(subgroups)}
  ${eachUnit(`prepared[given.activityAt + k] = ${activity};`)}
  if (sample < given.batch && row == 0u) {
    let before = select(0.0, prepared[given.logSumAt + b], given.add != 0u);
    prepared[given.logSumAt + b] = before + (${value}) / beta;
  }`,
  });
}

/**
 * out.x = (d2L/dx2) dg - u of the units of a layer, with dg in out.x before. With `products`, x H dg of every unit and sample,
 * H being the Hessian at inverse temperature 1, goes there: what beta's gradient adds up.
 */
export function jointReverseKernel(options: JointOptions & { readonly products: boolean }): Kernel {
  const { name, parameter, subgroups, products } = options;
  const { scales, along, product } = texts[name];
  const beta = betaOf(parameter);
  const g = 'prepared[given.activityAt + k]';
  return defineKernel({
    name: `${name}Reverse`,
    storage: {
      ...(name === 'softmax' && !products ? {} : { state: 'f32' as const }),
      prepared: 'f32',
      ...beta.storage,
      cotangent: 'f32',
      out: 'f32 write',
      ...(products ? { products: 'f32 write' as const } : {}),
    },
    fields: { ...fields, ...beta.fields },
    workgroup: lanes,
    subgroups,
    declarations: `var<workgroup> partial: array<f32, ${lanes}>;`,
    body: `${lanesOfSample}
  ${beta.text}
  ${['sphericalNorm', 'layerNorm'].includes(name) ? scales(subgroups) : ''}
  ${name === 'layerNorm' ? `${overUnits('pushed', 'out[k]', subgroups)}\nlet mean = pushed / f32(given.units);` : ''}
  ${overUnits('projected', `${g} * out[k]`, subgroups)}
  let along = projected * (${along});
  ${eachUnit(`
      let g = ${g};
      let v = out[k];
      let h = ${product};
      ${products ? 'products[i * given.batch + b] = state[k] * h;' : ''}
      out[k] = beta * h - cotangent[k];`)}`,
  });
}

/** Adds the sum over the batch of `products` [units, B] to the sums of every unit. */
export function productSumsKernel(subgroups: boolean): Kernel {
  return defineKernel({
    name: 'productSums',
    storage: { products: 'f32', gradients: 'f32 write' },
    fields: { batch: 'u32', sumsAt: 'u32' },
    workgroup: lanes,
    subgroups,
    declarations: `var<workgroup> partial: array<f32, ${lanes}>;`,
    body: `
  var sum = 0.0;
  for (var b = lane; b < given.batch; b += ${lanes}u) { sum += products[tile * given.batch + b]; }
  partial[lane] = sum;
  ${reduceLanes('sum', 'partial', lanes, subgroups)}
  if (lane == 0u) { gradients[given.sumsAt + tile] += partial[0]; }`,
  });
}

/** g of the units of a layer whose Lagrangian is one of single units, one invocation a unit and sample. */
export function layerActivityKernel(units: UnitLagrangian): Kernel {
  const { storage, fields: own } = lagrangianInterface(units);
  return defineKernel({
    name: 'layerActivity',
    storage: { ...storage, state: 'f32', prepared: 'f32 write' },
    fields: { ...own, count: 'u32', batch: 'u32', unitsAt: 'u32', activityAt: 'u32' },
    workgroup: lanes,
    declarations: declareFunctions([unitFunction(units, 'activity', [units.law.activity])]),
    body: `
  let index = tile * ${lanes}u + lane;
  if (index >= given.count) { return; }
  let k = given.unitsAt * given.batch + index;
  prepared[given.activityAt + k] = activity(index / given.batch, state[k]);`,
  });
}

/** Adds the sum of L over the units of such a layer to the L of every sample. */
export function layerValueKernel(units: UnitLagrangian, subgroups: boolean): Kernel {
  const { storage, fields: own } = lagrangianInterface(units);
  return defineKernel({
    name: 'layerValue',
    storage: { ...storage, state: 'f32', prepared: 'f32 write' },
    fields: { ...own, ...fields, logSumAt: 'u32' },
    workgroup: lanes,
    subgroups,
    declarations: `${declareFunctions([unitFunction(units, 'lagrangian', [units.law.value])])}
var<workgroup> partial: array<f32, ${lanes}>;`,
    body: `${lanesOfSample}
  ${overUnits('sum', 'lagrangian(i, state[k])', subgroups)}
  if (sample < given.batch && row == 0u) { prepared[given.logSumAt + b] += sum; }`,
  });
}
