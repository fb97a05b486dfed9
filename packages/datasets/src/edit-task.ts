import { ValueError } from '@hkmem/errors';
import { requireDigits, requireLength, requireWhole } from './arguments.ts';
import type { ImageSet } from './image-set.ts';

/** The four ways in which a trained memory is edited (arXiv 2505.03648). */
export type EditTaskName = 'swap' | 'conflation' | 'associative-swap' | 'associative-conflation';

/** The names of the edit tasks, in the order in which they are reported. */
export const editTaskNames: readonly EditTaskName[] = [
  'swap',
  'conflation',
  'associative-swap',
  'associative-conflation',
];

/** What the labels become when a memory is edited. */
export interface EditTask {
  /** Which edit it is. */
  name: EditTaskName;
  /** The digits a and b that the edit is about. */
  digits: readonly [number, number];
  /** Whether the label depends on a paired image, which the oscillators see. */
  associative: boolean;
  /**
   * The label after the edit. `contextLabel` is the digit of the paired image; a task that is not associative takes no
   * notice of it.
   *
   * @throws ValueError if a label is not a whole number from 0, or an associative task gets no context label.
   */
  label(original: number, contextLabel?: number): number;
  /**
   * The labels of a whole set after the edit, [count]; `contextLabels` [count] are the digits of the paired images.
   *
   * @throws ValueError if the digits are no classes of the set, an associative task gets no context labels, or
   * their number is not the set's.
   */
  labels(set: Pick<ImageSet, 'labels' | 'classes'>, contextLabels?: Uint8Array): Uint8Array;
}

/**
 * An edit task for two digits [a, b], [0, 1] if left out. Swap: a and b exchange their labels. Conflation: b becomes a.
 * The associative tasks do so only for images whose paired image shows b; the others keep their label (Fanaskov and
 * Oseledets, arXiv 2505.03648).
 *
 * @throws ValueError for an unknown name, or digits that are equal or not whole numbers in 0 .. 255.
 */
export function editTask(options: { name: EditTaskName; digits?: readonly [number, number] | undefined }): EditTask {
  const { name, digits = [0, 1] } = options;
  if (!editTaskNames.includes(name)) {
    throw new ValueError('name of an edit task', `'${name}'`, editTaskNames.map((n) => `'${n}'`).join(', '));
  }
  requireDigits(digits);
  const [a, b] = digits;
  const associative = name.startsWith('associative-');
  const swap = name.endsWith('swap');

  function edited(original: number): number {
    if (original === b) return a;
    return swap && original === a ? b : original;
  }

  function label(original: number, contextLabel?: number): number {
    requireWhole('label', original, 0);
    if (!associative) return edited(original);
    if (contextLabel === undefined) throw missingContext(name, 'label');
    requireWhole('label of a paired image', contextLabel, 0);
    return contextLabel === b ? edited(original) : original;
  }

  function labels(set: Pick<ImageSet, 'labels' | 'classes'>, contextLabels?: Uint8Array): Uint8Array {
    for (const digit of digits) requireWhole('digit of an edit task', digit, 0, set.classes - 1);
    if (!associative) return set.labels.map(edited);
    if (contextLabels === undefined) throw missingContext(name, 'labels');
    requireLength('labels of the paired images', contextLabels, set.labels.length, 'Draw a pair for every image.');
    return set.labels.map((original, index) => (contextLabels[index] === b ? edited(original) : original));
  }

  return { name, digits: [a, b], associative, label, labels };
}

function missingContext(name: EditTaskName, what: string): ValueError {
  return new ValueError(
    `${what} of the paired ${what === 'label' ? 'image' : 'images'} for '${name}'`,
    undefined,
    `the ${what} from the pairing`,
    'Draw the pairing with pairContexts and take its labels with selectLabels.',
  );
}
