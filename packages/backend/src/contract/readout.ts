import { ShapeError, UnknownNameError, ValueError } from '../errors.ts';
import type { SystemSpec } from './system-spec.ts';

/** What of threshold units is read: x, or g = dL/dx. */
export type UnitPart = 'state' | 'activity';

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
  /** What is read of threshold units; `state` if absent. */
  readonly of?: UnitPart;
}

/** Outputs [B, units] of chosen threshold units. */
export interface UnitReadout {
  /** Units one by one. */
  readonly kind: 'units';
  /** Their numbers, from 0; each at most once. */
  readonly units: ArrayLike<number>;
  /** What is read of them; `state` if absent. */
  readonly of?: UnitPart;
}

/** Outputs [B, pairs] that are overlaps of chosen pairs of oscillators. */
export interface OverlapReadout {
  /** Pairs one by one. */
  readonly kind: 'overlaps';
  /** Both ends of each pair, from 0. */
  readonly pairs: readonly (readonly [first: number, second: number])[];
}

/** Anything that outputs are read by. */
export type Reading = Readout | UnitReadout | OverlapReadout;

/** A reading without names: output c is x or g of unit `first[c]`, or the overlap of oscillators `first[c]` and `second[c]`. */
export interface ResolvedReading {
  /** What is read. */
  readonly of: UnitPart | 'overlap';
  /** Units or first ends, [C]. */
  readonly first: Uint32Array<ArrayBuffer>;
  /** Second ends, [C]; `first` again where units are read. */
  readonly second: Uint32Array<ArrayBuffer>;
}

const readoutKinds = ['threshold', 'reference', 'pairs'];
const readingKinds = [...readoutKinds, 'units', 'overlaps'];

/** @throws {UnknownNameError | ValueError} on an unknown kind, or if the system has no such units, or too few. */
export function checkReadout(spec: SystemSpec, readout: Readout): void {
  const { kind, classes, of } = readout;
  if (!readoutKinds.includes(kind)) throw new UnknownNameError('read-out', String(kind), readoutKinds);
  const needed = kind === 'threshold' ? classes : kind === 'reference' ? classes + 1 : 2 * classes;
  if (!Number.isInteger(classes) || classes < 1) throw new ValueError('classes', classes, 'a whole number from 1');
  if (needed > spec.neurons) throw new ValueError(`read-out '${kind}'`, `${needed} neurons`, `at most ${spec.neurons}`);
  const units = kind === 'threshold' ? spec.threshold : spec.oscillators;
  if (units === undefined) {
    throw new ValueError('read-out', kind, kind === 'threshold' ? 'reference or pairs here' : 'threshold here');
  }
  checkPart(kind === 'threshold', of);
}

/** The same for any reading; of units and pairs also that they are there and distinct. */
export function checkReading(spec: SystemSpec, reading: Reading): void {
  const kind: string = reading.kind;
  if (!readingKinds.includes(kind)) throw new UnknownNameError('read-out', kind, readingKinds);
  if (reading.kind !== 'units' && reading.kind !== 'overlaps') {
    checkReadout(spec, reading);
    return;
  }
  const ofUnits = reading.kind === 'units';
  if ((ofUnits ? spec.threshold : spec.oscillators) === undefined) {
    const has = ofUnits ? 'overlaps, reference or pairs here' : 'units or threshold here';
    throw new ValueError('read-out', kind, has);
  }
  const ends = reading.kind === 'units' ? Array.from(reading.units) : reading.pairs.flat();
  if (ends.length === 0) throw new ValueError(`read-out '${kind}'`, 'nothing', 'one output or more');
  const stray = ends.find((end) => !Number.isInteger(end) || end < 0 || end >= spec.neurons);
  if (stray !== undefined) throw new ValueError(`read-out '${kind}'`, stray, `units from 0 to ${spec.neurons - 1}`);
  if (reading.kind === 'units') {
    checkPart(true, reading.of);
    if (new Set(ends).size < ends.length) throw new ValueError(`read-out '${kind}'`, 'a unit twice', 'each unit once');
  } else if (reading.pairs.some((pair) => pair.length !== 2 || pair[0] === pair[1])) {
    throw new ValueError(`read-out '${kind}'`, 'an oscillator with itself', 'pairs of two oscillators');
  }
}

function checkPart(ofUnits: boolean, of: UnitPart | undefined): void {
  if (of === undefined) return;
  if (!['state', 'activity'].includes(of))
    throw new UnknownNameError('part of units', String(of), ['state', 'activity']);
  if (!ofUnits) throw new ValueError("read-out's 'of'", of, 'threshold units', 'Leave it out: overlaps are read.');
}

/** Number of outputs of a sample. */
export function outputCount(reading: Reading): number {
  if (reading.kind === 'units') return reading.units.length;
  return reading.kind === 'overlaps' ? reading.pairs.length : reading.classes;
}

/** Where each output is read; the reading holds together. */
export function resolveReading(neurons: number, reading: Reading): ResolvedReading {
  if (reading.kind === 'units') {
    const first = Uint32Array.from(reading.units);
    return { of: reading.of ?? 'state', first, second: first };
  }
  const pairs =
    reading.kind === 'overlaps'
      ? reading.pairs
      : Array.from({ length: reading.classes }, (_, c) => readoutNeurons(neurons, reading, c));
  return {
    of: reading.kind === 'threshold' ? (reading.of ?? 'state') : 'overlap',
    first: Uint32Array.from(pairs, ([i]) => i),
    second: Uint32Array.from(pairs, ([, j]) => j),
  };
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
