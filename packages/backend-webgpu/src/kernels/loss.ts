import type { ResolvedLoss } from '@hkmem/backend';
import { type LossLaw, wgslFunction } from '@hkmem/laws';
import { defineKernel, type FieldType, type Kernel } from '../device/kernel.ts';
import { declareFunctions } from './functions.ts';
import { formName, type OutputForm, outputFields, outputFunctions, outputStorage } from './readout.ts';
import { reduceLanes } from './text.ts';

/** Field of a parameter of a loss. */
export function lossField(name: string): string {
  return `loss_${name}`;
}

/** WGSL of a part of a loss: functions, statements before a sample's outputs, and value and slope of output c. */
interface LossText {
  readonly functions: string;
  readonly fields: Readonly<Record<string, FieldType>>;
  readonly before: string;
  readonly each: string;
}

function lawText(law: LossLaw): LossText {
  const names = law.parameters.map(({ name }) => [name, `given.${lossField(name)}`]);
  const inputs = { out: 'given_out', y: 'y', ...Object.fromEntries(names) };
  const made = wgslFunction(law.arena, 'lossOf', 'given_out: f32, y: f32', [law.value, law.slope], inputs);
  return {
    functions: declareFunctions([made]),
    fields: Object.fromEntries(law.parameters.map(({ name }) => [lossField(name), 'f32' as const])),
    before: '',
    each: 'let part = lossOf(outputOf(c, b), y);',
  };
}

/** -y log softmax(out) and softmax(out) sum y - y, the largest output taken off first. */
const crossEntropyText: LossText = {
  functions: '',
  fields: {},
  before: `
    var largest = outputOf(0u, b);
    for (var c = 1u; c < given.classes; c++) { largest = max(largest, outputOf(c, b)); }
    var total = 0.0;
    var mass = 0.0;
    for (var c = 0u; c < given.classes; c++) {
      total += exp(outputOf(c, b) - largest);
      mass += targetOf(c, b);
    }
    let logTotal = log(total);`,
  each: `
      let above = outputOf(c, b) - largest;
      let part = vec2f(y * (logTotal - above), mass * exp(above) / total - y);`,
};

/** How far outputs are from what they should be. */
export interface LossForm {
  /** l(out, y). */
  readonly law: ResolvedLoss['law'];
  /** Whether y is 1 for the class in `labels` and `given.others` else; if not, `targets` holds it. */
  readonly labelled: boolean;
}

/**
 * loss[given.part] = the weighted mean over the batch of the sum over outputs of a loss, whose gradient is added to
 * `cotangent`: to x or s, or where activities are read to `cotangent` as those of g. One workgroup, so that the sum has one
 * order.
 */
export function lossKernel(form: OutputForm, { law, labelled }: LossForm, subgroups: boolean): Kernel {
  const lanes = 256;
  const { of } = form;
  const { functions, fields, before, each } = law === 'crossEntropy' ? crossEntropyText : lawText(law);
  const y = labelled ? 'select(given.others, 1.0, labels[b] == c)' : 'targets[b * given.classes + c]';
  const spread =
    of === 'overlap'
      ? `
      let i = given.sAt + firstOf(c) * given.dimension * given.batch + b;
      let j = given.sAt + secondOf(c) * given.dimension * given.batch + b;
      for (var d = 0u; d < given.dimension; d++) {
        let at = d * given.batch;
        cotangent[i + at] += change * state[j + at];
        cotangent[j + at] += change * state[i + at];
      }`
      : 'cotangent[firstOf(c) * given.batch + b] += change;';
  return defineKernel({
    name: `loss ${formName(form)}`,
    storage: {
      ...outputStorage(form),
      ...(labelled ? { labels: 'u32' as const } : { targets: 'f32' as const }),
      cotangent: 'f32 write',
      loss: 'f32 write',
    },
    fields: { ...outputFields, part: 'u32', weight: 'f32', others: 'f32', ...fields },
    workgroup: lanes,
    subgroups,
    declarations: `${outputFunctions(form)}${functions}
fn targetOf(c: u32, b: u32) -> f32 { return ${y}; }
var<workgroup> partial: array<f32, ${lanes}>;`,
    body: `
  let scale = given.weight / f32(given.batch);
  var sum = 0.0;
  for (var b = lane; b < given.batch; b += ${lanes}u) {
    ${before}
    for (var c = 0u; c < given.classes; c++) {
      let y = targetOf(c, b);
      ${each}
      let change = part.y * scale;
      sum += part.x;
      ${spread}
    }
  }
  partial[lane] = sum;
  ${reduceLanes('sum', 'partial', lanes, subgroups)}
  if (lane == 0u) { loss[given.part] = partial[0] * scale; }`,
  });
}
