import { RandomKey } from '@hkmem/backend';
import { corrupt, type ImageHalf } from '@hkmem/datasets';

export const damages = ['none', 'noise', 'erase', 'occlude'] as const;
export type Damage = (typeof damages)[number];
export const halves = ['top', 'bottom', 'left', 'right'] as const;

/** How an image is spoiled; the same settings spoil it in the same way. */
export interface DamageSettings {
  readonly kind: string;
  /** Share of pixels that noise replaces. */
  readonly level: number;
  readonly half: string;
  /** Side of the square that is covered, in pixels. */
  readonly size: number;
  readonly seed: number;
}

/** A spoiled copy of 28 x 28 pixels in [0, 1]. */
export function corrupted(image: Float32Array, { kind, level, half, size, seed }: DamageSettings): Float32Array {
  const random = RandomKey.fromSeed(seed).fold('damage').stream();
  const frame = { height: 28, width: 28 };
  if (kind === 'noise') return corrupt(image, { kind, level: Math.max(0, Math.min(1, level)) }, random, frame);
  if (kind === 'erase') return corrupt(image, { kind, half: half as ImageHalf }, random, frame);
  if (kind !== 'occlude') return image;
  const side = Math.max(1, Math.min(28, Math.round(size)));
  return corrupt(image, { kind, size: side, value: 0.5 }, random, frame);
}
