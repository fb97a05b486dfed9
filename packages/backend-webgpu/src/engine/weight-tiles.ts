import { productTile } from '../kernels/product.ts';

/** Which tiles of the symmetric W hold anything: all of a dense memory, those between layers of a hierarchical one. */
export interface WeightTiles {
  /** Where each row tile's column tiles start in `list`, [row tiles + 1]. */
  readonly rows: Uint32Array;
  readonly list: Uint32Array;
  /**
   * Pairs (row tile, column tile) whose gradient is formed: those on and above the diagonal of a dense memory, whose
   * mirror images follow; those where rows of layer l + 1 meet columns of layer l of a hierarchical one.
   */
  readonly pairs: Uint32Array;
}

export function weightTiles(neurons: number, layers: readonly number[] | undefined): WeightTiles {
  const count = Math.ceil(neurons / productTile);
  const layersOf = layerRanges(neurons, layers, count);
  const meets = (I: number, J: number, step: number): boolean => {
    if (layers === undefined) return true;
    const [a, b] = [layersOf[I]!, layersOf[J]!];
    return b[0] + step <= a[1] && b[1] + step >= a[0];
  };
  const rows = new Uint32Array(count + 1);
  const list: number[] = [];
  const pairs: number[] = [];
  for (let I = 0; I < count; I++) {
    for (let J = 0; J < count; J++) {
      if (meets(I, J, 1) || meets(I, J, -1)) list.push(J);
      if (meets(I, J, 1) && (layers !== undefined || I <= J)) pairs.push(I, J);
    }
    rows[I + 1] = list.length;
  }
  return { rows, list: Uint32Array.from(list), pairs: Uint32Array.from(pairs) };
}

/** First and last layer that each tile touches. */
function layerRanges(neurons: number, layers: readonly number[] | undefined, count: number): [number, number][] {
  const layerOf = (i: number): number => {
    let end = 0;
    return (layers ?? []).findIndex((size) => {
      end += size;
      return i < end;
    });
  };
  return Array.from({ length: count }, (_, I) => {
    return [layerOf(I * productTile), layerOf(Math.min(neurons, (I + 1) * productTile) - 1)];
  });
}
