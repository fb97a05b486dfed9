import { CholeskyDecomposition, Matrix } from 'ml-matrix';

/** Sums of a least squares fit, fed row by row. */
export class RidgeFit {
  readonly #size: number;
  readonly #gram: Float64Array;
  readonly #right: Float64Array;

  constructor(size: number) {
    this.#size = size;
    this.#gram = new Float64Array(size * size);
    this.#right = new Float64Array(size);
  }

  /** Adds (features . w - target)^2 to what is made small. */
  add(features: Float64Array, target: number): void {
    for (let i = 0; i < this.#size; i++) {
      const feature = features[i]!;
      if (feature === 0) continue;
      this.#right[i]! += feature * target;
      for (let j = 0; j <= i; j++) this.#gram[i * this.#size + j]! += feature * features[j]!;
    }
  }

  /** The w for which that sum and ridge |w|^2, ridge above 0, are least. */
  solve(ridge: number): Float64Array {
    const n = this.#size;
    const matrix = new Matrix(n, n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        const entry = this.#gram[i * n + j]! + (i === j ? ridge : 0);
        matrix.set(i, j, entry);
        matrix.set(j, i, entry);
      }
    }
    const found = new CholeskyDecomposition(matrix).solve(Matrix.columnVector(Array.from(this.#right)));
    return Float64Array.from(found.to1DArray());
  }
}
