import { type TridiagonalEigen, tridiagonalEigen } from './tridiagonal.ts';
import { addScaled, innerProduct } from './vectors.ts';

/** v -> G v of a symmetric, positive semidefinite matrix G: the inner product is a . G b. */
export type Metric = (v: Float64Array) => Float64Array;

/**
 * The Lanczos process of an operator T that is self-adjoint in an inner product, with full reorthogonalisation (Paige,
 * 1971; Parlett, The symmetric eigenvalue problem, chapter 13). Whoever uses it multiplies: read `vector`, give its image
 * to `absorb`, so that products may be awaited and made for many samples at once.
 */
export class Lanczos {
  readonly #metric: Metric | undefined;
  readonly #basis: Float64Array[] = [];
  readonly #duals: Float64Array[] = [];
  readonly #diagonal: number[] = [];
  readonly #offDiagonal: number[] = [];
  #next: Float64Array | undefined;
  #scale = 0;

  /** Starts with a vector [n]; without a metric the inner product is the common one. */
  constructor(start: Float64Array, metric?: Metric) {
    this.#metric = metric;
    this.#take(start.slice(), 0);
  }

  /** The vector to multiply by T, of length 1; undefined once the space that the start spans is used up. */
  get vector(): Float64Array | undefined {
    return this.#next;
  }

  /** Vectors multiplied so far, k. */
  get steps(): number {
    return this.#diagonal.length;
  }

  /** What couples the last vector to the next: the residual of a Ritz pair is this times the last entry of its vector. */
  get remainder(): number {
    return this.#offDiagonal.at(-1) ?? 0;
  }

  /** Takes T `vector`; the array is overwritten. */
  absorb(image: Float64Array): void {
    const last = this.#basis.length - 1;
    const scale = Math.sqrt(Math.max(innerProduct(image, this.#dual(image)), 0));
    this.#scale = Math.max(this.#scale, scale);
    this.#diagonal.push(innerProduct(image, this.#duals[last]!));
    for (let pass = 0; pass < 2; pass++) {
      for (let k = last; k >= 0; k--) addScaled(image, -innerProduct(image, this.#duals[k]!), this.#basis[k]!);
    }
    this.#take(image, 64 * Number.EPSILON * this.#scale);
  }

  /** Eigenvalues of the tridiagonal matrix [k, k], smallest first, with their vectors where wanted. */
  eigen(wantVectors = false): TridiagonalEigen {
    return tridiagonalEigen(this.#diagonal, this.#offDiagonal, wantVectors);
  }

  /** The vector [n] with these coefficients [k] in the basis. */
  combine(coefficients: Float64Array): Float64Array {
    const sum = new Float64Array(this.#basis[0]!.length);
    coefficients.forEach((coefficient, k) => {
      addScaled(sum, coefficient, this.#basis[k]!);
    });
    return sum;
  }

  #dual(v: Float64Array): Float64Array {
    return this.#metric === undefined ? v : this.#metric(v);
  }

  #take(v: Float64Array, negligible: number): void {
    const norm = Math.sqrt(Math.max(innerProduct(v, this.#dual(v)), 0));
    if (this.#basis.length > 0) this.#offDiagonal.push(norm);
    this.#next = undefined;
    if (!(norm > negligible)) return;
    for (let i = 0; i < v.length; i++) v[i]! /= norm;
    this.#basis.push(v);
    this.#duals.push(this.#metric === undefined ? v : this.#metric(v));
    this.#next = v;
  }
}
