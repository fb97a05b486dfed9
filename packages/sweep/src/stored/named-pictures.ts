import type { ImageDataset } from '@hkmem/datasets';

/** A picture with what it is called. */
export interface NamedPicture {
  /** What it is called. */
  readonly name: string;
  /** Intensities in [0, 1], ink 1, [height * width]. */
  readonly pixels: Float32Array;
}

/** The first `count` training images of each class. */
export function firstOfEach({ train }: ImageDataset, count: number): NamedPicture[] {
  const size = train.height * train.width;
  const seen = new Map<number, number>();
  const found: (NamedPicture & { readonly label: number })[] = [];
  train.labels.forEach((label, index) => {
    const before = seen.get(label) ?? 0;
    if (before >= count) return;
    seen.set(label, before + 1);
    const pixels = Float32Array.from(train.images.subarray(index * size, (index + 1) * size), (level) => level / 255);
    found.push({ name: count === 1 ? `a ${label}` : `a ${label}, number ${before + 1}`, pixels, label });
  });
  return found.sort((a, b) => a.label - b.label);
}

/** +1 where there is ink, -1 elsewhere. */
export function signsOf(pixels: Float32Array): Float64Array {
  return Float64Array.from(pixels, (level) => (level > 0.5 ? 1 : -1));
}
