import { UnknownNameError, ValueError } from '@hkmem/backend';

/** What connects oscillators: a convolution with bias, k x k, stride 1, same padding; or attention over all places. */
export type Connectivity =
  | {
      readonly kind: 'convolution';
      /** k, odd. */
      readonly kernel: number;
    }
  | {
      readonly kind: 'attention';
      /** Heads; they divide C. */
      readonly heads: number;
      /** Whether q, k, v and the result are multiplied by learned 2 x 2 matrices of each place (GTA); d = C/heads is even then. */
      readonly gta: boolean;
    };

/** What is done to the stimulus c first: nothing; a scale and a bias per channel; group normalisation with C/n groups. */
export const stimulusNormalisations = ['none', 'sandb', 'gn'] as const;
/** A name of `stimulusNormalisations`. */
export type StimulusNormalisation = (typeof stimulusNormalisations)[number];

/**
 * Omega, rotations of their own: none; one rate for all pairs of channels; one rate per pair. `identity` is what the
 * authors' program does where omega is switched off: Omega x = x, which is `none` with gamma / (1 + gamma) for gamma.
 */
export const rotations = ['none', 'identity', 'global', 'perPair'] as const;
/** A name of `rotations`. */
export type Rotation = (typeof rotations)[number];

/** A layer of artificial Kuramoto oscillatory neurons (arXiv 2410.13821). */
export interface LayerSpec {
  /** C. */
  readonly channels: number;
  /** n, the dimension of an oscillator, from 2; it divides C, and is even where there is a rotation. */
  readonly n: number;
  /** H of the images. */
  readonly height: number;
  /** W of the images. */
  readonly width: number;
  /** J. */
  readonly connectivity: Connectivity;
  /** What is done to c. */
  readonly stimulus: StimulusNormalisation;
  /** Omega. */
  readonly rotation: Rotation;
  /** Whether the force is projected on the tangent space. */
  readonly project: boolean;
}

/** Entries in a 2 x 2 matrix of GTA, per part of the attention. */
export const turnNames = ['mat_q', 'mat_k', 'mat_v', 'mat_o'] as const;

/** Shapes of the layer's parameters by their names in PyTorch's state dictionary. @throws as `checkLayer`. */
export function layerShapes(spec: LayerSpec): Map<string, readonly number[]> {
  checkLayer(spec);
  const { channels: C, connectivity, stimulus, rotation, height, width } = spec;
  const shapes = new Map<string, readonly number[]>();
  if (turns(rotation)) shapes.set('omg.omg_param', rotation === 'global' ? [2] : [C / 2, 2]);
  if (connectivity.kind === 'convolution') {
    shapes.set('connectivity.weight', [C, C, connectivity.kernel, connectivity.kernel]);
    shapes.set('connectivity.bias', [C]);
  } else {
    const pairs = C / connectivity.heads / 2;
    if (connectivity.gta) {
      for (const name of turnNames) shapes.set(`connectivity.${name}`, [height * width, pairs, 2, 2]);
    }
    shapes.set('connectivity.W_qkv.weight', [3 * C, C, 1, 1]);
    shapes.set('connectivity.W_qkv.bias', [3 * C]);
    shapes.set('connectivity.W_o.weight', [C, C, 1, 1]);
    shapes.set('connectivity.W_o.bias', [C]);
  }
  if (stimulus !== 'none') {
    shapes.set(stimulus === 'gn' ? 'c_norm.weight' : 'c_norm.scale', [C]);
    shapes.set('c_norm.bias', [C]);
  }
  return shapes;
}

/** Whether a rotation has a rate. */
export function turns(rotation: Rotation): boolean {
  return rotation === 'global' || rotation === 'perPair';
}

/** @throws {ValueError | UnknownNameError} naming what does not hold together. */
export function checkLayer({ channels, n, height, width, connectivity, stimulus, rotation }: LayerSpec): void {
  for (const [name, value] of Object.entries({ channels, height, width })) {
    if (!(Number.isInteger(value) && value >= 1)) throw new ValueError(name, value, 'a whole number from 1');
  }
  if (!(Number.isInteger(n) && n >= 2)) throw new ValueError('n', n, 'a whole number from 2');
  if (channels % n !== 0) throw new ValueError('channels', channels, `a multiple of n = ${n}`);
  if (!stimulusNormalisations.includes(stimulus)) {
    throw new UnknownNameError('stimulus normalisation', stimulus, stimulusNormalisations);
  }
  if (!rotations.includes(rotation)) throw new UnknownNameError('rotation', rotation, rotations);
  if (turns(rotation) && n % 2 !== 0) {
    throw new ValueError('n', n, 'an even number where oscillators rotate', "Use rotation 'none' for an odd n.");
  }
  if (connectivity.kind === 'convolution') {
    const { kernel } = connectivity;
    if (!(Number.isInteger(kernel) && kernel >= 1 && kernel % 2 === 1)) {
      throw new ValueError('kernel', kernel, 'an odd whole number', 'Only an odd one keeps the size of the image.');
    }
  } else if (connectivity.kind === 'attention') {
    const { heads, gta } = connectivity;
    if (!(Number.isInteger(heads) && heads >= 1) || channels % heads !== 0) {
      throw new ValueError('heads', heads, `a divisor of ${channels} channels`);
    }
    if (gta && (channels / heads) % 2 !== 0) {
      throw new ValueError('channels of a head', channels / heads, 'an even number where gta is on');
    }
  } else {
    throw new UnknownNameError('connectivity', (connectivity as { kind: string }).kind, ['convolution', 'attention']);
  }
}
