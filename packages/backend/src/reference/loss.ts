import { type ArrayFunction, arrayFunction, type LossLaw } from '@hkmem/laws';
import type { ResolvedLoss } from '../contract/loss.ts';

interface Compiled {
  readonly value: ArrayFunction;
  readonly slope: ArrayFunction;
}

const compiledLaws = new WeakMap<LossLaw, Compiled>();

function compiled(law: LossLaw): Compiled {
  const made = compiledLaws.get(law) ?? {
    value: arrayFunction(law.arena, [law.value]),
    slope: arrayFunction(law.arena, [law.slope]),
  };
  compiledLaws.set(law, made);
  return made;
}

/** One part of a loss at outputs [B, C]; its slopes there into `slopes` [B, C] if they are wanted. */
export function lossAt(loss: ResolvedLoss, outputs: Float64Array, slopes?: Float64Array): number {
  const { weight, reading } = loss;
  const batch = outputs.length / reading.first.length;
  return valuesAt(loss, outputs, slopes).reduce((sum, value) => sum + (value * weight) / batch, 0);
}

/** The same of many samples: all are added before they are divided, as evaluations always were. */
export function meanLossAt(loss: ResolvedLoss, outputs: Float64Array): number {
  const batch = outputs.length / loss.reading.first.length;
  return (valuesAt(loss, outputs).reduce((sum, value) => sum + value, 0) * loss.weight) / batch;
}

/** l(out, y) of every output, [B, C]. */
function valuesAt(
  { law, targets, weight, parameters, reading }: ResolvedLoss,
  outputs: Float64Array,
  slopes?: Float64Array,
): Float64Array {
  const classes = reading.first.length;
  const batch = outputs.length / classes;
  const values = new Float64Array(outputs.length);
  if (law === 'crossEntropy') {
    for (let first = 0; first < outputs.length; first += classes) {
      const part = (of: Float64Array): Float64Array => of.subarray(first, first + classes);
      crossEntropy(part(outputs), part(targets), part(values), slopes && part(slopes));
    }
  } else {
    const inputs = { ...parameters, out: outputs, y: targets };
    compiled(law).value.run(inputs, [values], outputs.length);
    if (slopes !== undefined) compiled(law).slope.run(inputs, [slopes], outputs.length);
  }
  if (slopes !== undefined) for (let k = 0; k < slopes.length; k++) slopes[k] = (slopes[k]! * weight) / batch;
  return values;
}

/** -y_c log softmax(out)_c of one sample into `values`, and softmax(out)_c sum y - y_c into `slopes`. */
function crossEntropy(
  outputs: Float64Array,
  y: Float64Array,
  values: Float64Array,
  slopes: Float64Array | undefined,
): void {
  const largest = outputs.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const total = Math.log(outputs.reduce((sum, out) => sum + Math.exp(out - largest), 0)) + largest;
  const mass = y.reduce((sum, value) => sum + value, 0);
  for (let c = 0; c < y.length; c++) {
    values[c] = y[c]! * (total - outputs[c]!);
    if (slopes !== undefined) slopes[c] = mass * Math.exp(outputs[c]! - total) - y[c]!;
  }
}
