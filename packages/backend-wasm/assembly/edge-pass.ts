/** Kinds of pairs besides the interactions that are compiled in, which count from 0: none, an MLP, a law in the table. */
export const NONE: i32 = -1;
export const MLP: i32 = -2;
export const CALLED: i32 = -3;

/** The edges of one graph and what acts along them. */
@unmanaged
export class EdgePass {
  rows: usize;
  records: usize;
  recordBytes: i32;
  kind: i32;
  /** Functions of a called law, by their place in the table. */
  force: i32;
  vjp: i32;
  energy: i32;
  /** Pointers to those of its parameters that are one for all. */
  parameters: usize;
  /** Bytes of one edge's gradients. */
  gradientBytes: i32;
  /** Whether the edges also bind threshold units. */
  coupled: i32;
}
