import type { HostArray } from '@hkmem/backend';

/** An array held by a backend. */
export interface Value {
  /** Extents, outermost first. */
  readonly shape: readonly number[];
}

/** Where the rows of a value lie: row (b H + i) W + j is the place (i, j) of sample b. */
export interface Geometry {
  /** B, samples. */
  readonly batch: number;
  /** H. */
  readonly height: number;
  /** W. */
  readonly width: number;
}

/** What one step of the oscillators takes besides their state. */
export interface StepSettings<V> {
  /** n, the dimension of an oscillator; it divides C. */
  readonly n: number;
  /** B; the rows of a sample lie together. */
  readonly batch: number;
  /** gamma, [1]. */
  readonly gamma: V;
  /** w of each consecutive pair of channels, [C/2]; absent if nothing turns by itself. */
  readonly omega?: V | undefined;
  /** Whether Omega is the identity. Not with `omega`. */
  readonly identity: boolean;
  /** Whether y is projected on the tangent space first. */
  readonly project: boolean;
}

/** Gradients of one step. */
export interface StepGradients<V> {
  /** Of the state, [R, C]. */
  readonly x: V;
  /** Of the force, [R, C]. */
  readonly y: V;
  /** Of gamma, [1]. */
  readonly gamma: V;
  /** Of the rates, [C/2], where there are some. */
  readonly omega?: V | undefined;
}

/**
 * What the layers are written over: each function on one backend, with its vector-Jacobian product where it has one
 * (`...Vjp`: the cotangent comes last). Layers and their reverse pass are written once over it. Values are matrices
 * [R, C], one row a place, unless a comment says otherwise; nothing is changed in place.
 */
export interface Operations<V extends Value> {
  /** `cpu`, `wasm`, `webgpu`. */
  readonly backend: string;
  /** Of the numbers it stores. */
  readonly precision: 'float64' | 'float32';

  /** A value with these entries, row-major. */
  upload(values: ArrayLike<number>, shape: readonly number[]): V;
  /** The entries of a value. */
  read(value: V): Promise<HostArray>;
  /** Runs `body` and gives back the memory of all values made in it but those that it returns (also in lists and records). */
  scope<T>(body: () => T): T;
  /** Gives the memory of values back. */
  dispose(values: Iterable<V>): void;
  /** The same entries in another shape. */
  reshape(value: V, shape: readonly number[]): V;

  /** A^T of A [M, N]. */
  transpose(a: V): V;
  /** A B of A [M, K] and B [K, N], plus `added`, a row [N] or a matrix [M, N], if it is given. */
  product(a: V, b: V, added?: V): V;
  /** A^T B of A [K, M] and B [K, N]. */
  crossProduct(a: V, b: V): V;
  /** a + b, of one shape. */
  add(a: V, b: V): V;
  /** a b entry by entry, of one shape. */
  multiply(a: V, b: V): V;
  /** a times a number. */
  scale(a: V, factor: number): V;
  /** Every row plus a row [C]. */
  addRow(x: V, row: V): V;
  /** Every row times a row [C], entry by entry. */
  multiplyRow(x: V, row: V): V;
  /** The sum of all rows, [C]. */
  sumRows(x: V): V;
  /** max(x, 0). */
  relu(x: V): V;
  /** The cotangent where x > 0. */
  reluVjp(x: V, cotangent: V): V;

  /** Rows of [B, C, H, W]. */
  toRows(images: V): V;
  /** [B, C, H, W] of rows. */
  fromRows(rows: V, geometry: Geometry): V;
  /**
   * The k x k places around each place, 0 outside the image, as [R, k k C]: column (a k + b) C + c is channel c of the
   * place a - (k - 1) / 2 rows down and b - (k - 1) / 2 columns right. k is odd.
   */
  patches(x: V, geometry: Geometry, k: number): V;
  /** Each place's sum over where `patches` puts it. */
  patchesVjp(geometry: Geometry, k: number, cotangent: V): V;

  /**
   * softmax(q k^T / sqrt(d)) v over the places of a sample, for each head. `qkv` is [R, 3 C]: q, k, v side by side;
   * head h of `heads` has the channels h, h + heads, ... of each. `mixed` is [R, C], `weights` the softmax, whose layout
   * is the backend's own.
   */
  attention(qkv: V, geometry: Geometry, heads: number): { readonly mixed: V; readonly weights: V };
  /** Cotangent of `qkv`, [R, 3 C], from that of `mixed`. */
  attentionVjp(qkv: V, weights: V, geometry: Geometry, heads: number, cotangent: V): V;
  /**
   * Multiplies each consecutive pair of channels of a head by a 2 x 2 matrix of its place. `x` is [R, S C], `matrices`
   * are S values [H W, d/2, 2, 2], one for each of the S parts of a row.
   */
  turn(x: V, matrices: readonly V[], geometry: Geometry, heads: number): V;
  /** Cotangents of both. */
  turnVjp(
    x: V,
    matrices: readonly V[],
    geometry: Geometry,
    heads: number,
    cotangent: V,
  ): { readonly x: V; readonly matrices: readonly V[] };

  /** Every n consecutive entries of a row by their norm (at least 1e-12). */
  normalise(x: V, n: number): V;
  /** Cotangent of x. */
  normaliseVjp(x: V, n: number, cotangent: V): V;
  /** The norm of every n consecutive entries of a row, [R, C/n]. */
  norms(x: V, n: number): V;
  /** Cotangent of x; 0 where a norm is 0. */
  normsVjp(x: V, n: number, cotangent: V): V;
  /** (x - mean) / sqrt(variance + 1e-5) over the places and n channels of a group of a sample. */
  standardise(x: V, n: number, batch: number): V;
  /** Cotangent of x. */
  standardiseVjp(x: V, n: number, batch: number, cotangent: V): V;

  /**
   * One step of the oscillators x under the force y = J x + c: `next` = normalise(x + gamma (Omega x + y - (x.y) x)) per
   * group, `energy` [B] = - sum of x.y over a sample. Omega turns each consecutive pair (u, v) as (w v, -w u), is the identity, or 0.
   */
  step(x: V, y: V, settings: StepSettings<V>): { readonly next: V; readonly energy: V };
  /** Cotangents of x, y, gamma [1] and omega [C/2] from that of `next`, and of `energy` [B] where there is one. */
  stepVjp(x: V, y: V, settings: StepSettings<V>, next: V, energy?: V): StepGradients<V>;

  /**
   * The mean over rows of -log softmax(logits)[class], as [1], and its gradient with respect to the logits. `targets` is
   * [R, K] with a 1 for the class of each row.
   */
  crossEntropy(logits: V, targets: V): { readonly loss: V; readonly gradient: V };
}
