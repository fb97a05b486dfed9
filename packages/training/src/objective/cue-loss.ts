import {
  checkReadout,
  type HostArray,
  type Readout,
  type ResolvedLayer,
  resolveSystem,
  ShapeError,
  type SystemSpec,
  ValueError,
} from '@hkmem/backend';
import { lagrangianOf } from '@hkmem/energy';
import { lagrangianLaws } from '@hkmem/laws';
import type { Samples } from '../batches/batch.ts';
import type { StateLoss, StateValue } from './state-loss.ts';

/** Weights of the parts of a `cueLoss`; 0 if absent. */
export interface CueLossWeights {
  /** Of classes: sum_c max(0, 1 - y_c x_c)^2 over the class units, y = 1 for the label and -1 for the others. */
  readonly classes?: number;
  /**
   * Of pixels: sum_p L(x_p) - clean_p x_p + (clean_p^2 - L(clean_p)), the Fenchel-Young loss of the units' Lagrangian
   * (Blondel, Martins and Niculae, JMLR 21, 2020) for activities that are the identity on [0, 1]: (x_p - clean_p)^2 / 2
   * while x_p is in [0, 1]. Its slope is g_p - clean_p, so saturated pixels learn too.
   */
  readonly pixels?: number;
}

/**
 * What a memory of cues is to be right about: classes, beyond whose targets nothing is asked, and pixels, which are to become
 * the clean ones.
 * @throws {ValueError | UnknownNameError} unless the classes are read of threshold units and weights are from 0.
 */
export function cueLoss(spec: SystemSpec, readout: Readout, weights: CueLossWeights): StateLoss {
  const { classes = 0, pixels = 0 } = weights;
  checkReadout(spec, readout);
  if (readout.kind !== 'threshold') throw new ValueError('read-out of cues', readout.kind, 'threshold');
  for (const [name, weight] of Object.entries({ classes, pixels })) {
    if (!(weight >= 0 && Number.isFinite(weight))) throw new ValueError(`weight of ${name}`, weight, 'a number from 0');
  }
  const law = pixelLaw(spec);
  return {
    at(x: HostArray, samples: Samples): StateValue {
      const { neurons } = spec;
      if (x.length !== samples.batch * neurons)
        throw new ShapeError('x', x.length, [samples.batch, neurons], 'Give x [B, N].');
      const cotangent = new Float64Array(x.length);
      const parts = { x, cotangent, samples, neurons };
      const value =
        (classes > 0 ? classLoss(parts, readout.classes, classes) : 0) +
        (pixels > 0 ? pixelLoss(parts, law, pixels) : 0);
      return { value, cotangent };
    },
  };
}

interface Parts {
  readonly x: HostArray;
  /** Is added to. */
  readonly cotangent: Float64Array;
  readonly samples: Samples;
  readonly neurons: number;
}

function classLoss({ x, cotangent, samples, neurons }: Parts, classes: number, weight: number): number {
  const scale = weight / samples.batch;
  let value = 0;
  for (let b = 0; b < samples.batch; b++) {
    for (let c = 0; c < classes; c++) {
      const k = (b + 1) * neurons - classes + c;
      const target = samples.labels[b] === c ? 1 : -1;
      const miss = Math.max(0, 1 - target * x[k]!);
      value += scale * miss * miss;
      cotangent[k]! -= 2 * scale * miss * target;
    }
  }
  return value;
}

function pixelLoss({ x, cotangent, samples, neurons }: Parts, law: PixelLaw, weight: number): number {
  const { clean, batch } = samples;
  if (clean === undefined) {
    throw new ValueError('clean pixels of a batch', 'none', 'those that the cue shows', 'Use cueSource.');
  }
  const pixels = clean.length / batch;
  const scale = weight / batch;
  const [units, image] = [new Float64Array(pixels), new Float64Array(pixels)];
  let value = 0;
  for (let b = 0; b < batch; b++) {
    const at = b * neurons;
    for (let p = 0; p < pixels; p++) {
      units[p] = x[at + p]!;
      image[p] = clean[b * pixels + p]!;
    }
    value += scale * law(units, image);
    for (let p = 0; p < pixels; p++) cotangent[at + p]! += scale * units[p]!;
  }
  return value;
}

/** The Fenchel-Young loss of the pixels of a sample; `units` become its slope. */
type PixelLaw = (units: Float64Array, image: Float64Array) => number;

/** Of `clip`, L(x) = g (x - g / 2), in one pass; of any other Lagrangian by its own functions. */
function pixelLaw(spec: SystemSpec): PixelLaw {
  const [{ lagrangian: law }] = resolveSystem(spec).layers as [ResolvedLayer];
  if (law.kind !== 'joint' && law.formula === lagrangianLaws.clip.formula) return clippedPixels;
  const lagrangian = lagrangianOf(spec);
  return (units, image) => {
    const activity = lagrangian.activity(units);
    let sum = lagrangian.value(units) - lagrangian.value(image);
    for (let p = 0; p < units.length; p++) {
      sum += image[p]! * (image[p]! - units[p]!);
      units[p] = activity[p]! - image[p]!;
    }
    return sum;
  };
}

function clippedPixels(units: Float64Array, image: Float64Array): number {
  let sum = 0;
  for (let p = 0; p < units.length; p++) {
    const [x, clean] = [units[p]!, image[p]!];
    const g = Math.min(Math.max(x, 0), 1);
    sum += g * (x - g / 2) - clean * (x - clean / 2);
    units[p] = g - clean;
  }
  return sum;
}
