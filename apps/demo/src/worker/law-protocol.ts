import type { FloorView } from '../format/floor-view.ts';

/** A law that a visitor typed: a Lagrangian L(x), or a law of pairs phi(r). */
export interface LawRequest {
  readonly kind: 'lagrangian' | 'pair';
  readonly formula: string;
  /** The parameter A, where the formula has it. */
  readonly A: number;
  /** The weight between the two units of a Lagrangian. */
  readonly weight: number;
}

/** What becomes of two units under a law. */
export interface LawView {
  /** The law in its canonical form. */
  readonly formula: string;
  /** L or phi, and its derivative, in TeX. */
  readonly tex: { readonly value: string; readonly slope: string };
  /** Places along the axis: x of both units, or the angle between two oscillators. */
  readonly at: Float64Array;
  /** E there. */
  readonly energies: Float64Array;
  /** From each start, the place at each of `times`. */
  readonly flows: readonly Float64Array[];
  readonly times: readonly number[];
  readonly certificate: FloorView;
  readonly backend: string;
}
