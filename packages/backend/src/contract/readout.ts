import { ShapeError, UnknownNameError, ValueError } from '../errors.ts';
import type { SystemSpec } from './system-spec.ts';

/**
 * How class outputs [B, C] are read from a state (arXiv 2505.03648, experiments).
 * `threshold`: the last C threshold units. `reference`: the overlap of each of the last C oscillators with the one
 * before them all. `pairs`: the overlaps of the C pairs that the last 2 C oscillators make, (first, second) each.
 * Overlaps are taken of s as it stands, without renormalising.
 */
export interface Readout {
  /** Which units are read. */
  readonly kind: 'threshold' | 'reference' | 'pairs';
  /** C, from 1. */
  readonly classes: number;
}

const readoutKinds = ['threshold', 'reference', 'pairs'];

/** @throws {UnknownNameError | ValueError} on an unknown kind, or if the system has no such units, or too few. */
export function checkReadout(spec: SystemSpec, readout: Readout): void {
  const { kind, classes } = readout;
  if (!readoutKinds.includes(kind)) throw new UnknownNameError('read-out', String(kind), readoutKinds);
  const needed = kind === 'threshold' ? classes : kind === 'reference' ? classes + 1 : 2 * classes;
  if (!Number.isInteger(classes) || classes < 1) throw new ValueError('classes', classes, 'a whole number from 1');
  if (needed > spec.neurons) throw new ValueError(`read-out '${kind}'`, `${needed} neurons`, `at most ${spec.neurons}`);
  const units = kind === 'threshold' ? spec.threshold : spec.oscillators;
  if (units === undefined) {
    throw new ValueError('read-out', kind, kind === 'threshold' ? 'reference or pairs here' : 'threshold here');
  }
}

/** Neuron indices (i, j) whose overlap is output c; of the `threshold` read-out, i = j is the unit itself. */
export function readoutNeurons(neurons: number, readout: Readout, c: number): readonly [number, number] {
  const { kind, classes } = readout;
  if (kind === 'threshold') return [neurons - classes + c, neurons - classes + c];
  if (kind === 'reference') return [neurons - classes + c, neurons - classes - 1];
  return [neurons - 2 * classes + 2 * c, neurons - 2 * classes + 2 * c + 1];
}

/** @throws {ShapeError | ValueError} if there is not one label per sample, or a label is no class. */
export function checkLabels(labels: ArrayLike<number>, batch: number, classes: number): void {
  if (labels.length !== batch) throw new ShapeError('labels', labels.length, batch, 'Give one label per sample.');
  for (let b = 0; b < batch; b++) {
    const label = labels[b]!;
    if (!Number.isInteger(label) || label < 0 || label >= classes) {
      throw new ValueError(`label of sample ${b}`, label, `a class from 0 to ${classes - 1}`);
    }
  }
}
