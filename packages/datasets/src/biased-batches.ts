import { ValueError } from '@hkmem/errors';
import { requireShare, requireWhole } from './arguments.ts';
import { type RandomSource, randomOrder } from './random-source.ts';

/** What {@link biasedBatches} deals. */
export interface BiasedBatchesOptions {
  /** The class of each image, [count]. */
  labels: Uint8Array;
  /** Images in a batch. */
  batch: number;
  /** The digits that are favoured. */
  digits: readonly number[];
  /** The part of each batch that shows them, 0 to 1; rounded to whole images. */
  share: number;
  /** Where draws come from. */
  random: RandomSource;
  /** How many batches; count / batch, rounded down, but at least one, if left out. */
  batches?: number | undefined;
}

/**
 * Batches in which a fixed share of the images shows the given digits, first in the batch, and the rest others: for
 * edits that concern few digits. Images are dealt from two shuffled decks, one of the digits and one of the rest; a deck
 * that runs out is shuffled anew, so all images of a deck come equally often.
 *
 * @returns batches of indices, each [batch].
 * @throws ValueError if a size, digit or share is out of range, or a deck that must be dealt from is empty.
 */
export function biasedBatches(options: BiasedBatchesOptions): Generator<Uint32Array, void, undefined> {
  const { labels, batch, digits, share, random } = options;
  const { batches = Math.max(1, Math.floor(labels.length / batch)) } = options;
  requireWhole('batch size', batch, 1);
  requireWhole('number of batches', batches, 0);
  requireShare('share of the favoured digits', share);
  for (const digit of digits) requireWhole('favoured digit', digit, 0, 255);
  const favoured: number[] = [];
  const others: number[] = [];
  labels.forEach((label, index) => {
    (digits.includes(label) ? favoured : others).push(index);
  });
  const fromFavoured = Math.round(share * batch);
  const fromOthers = batch - fromFavoured;
  requireDeck(`images of the digits ${digits.join(', ')}`, favoured, fromFavoured);
  requireDeck(`images of other digits than ${digits.join(', ')}`, others, fromOthers);
  return dealBatches(deck(favoured, random), fromFavoured, deck(others, random), fromOthers, batches);
}

function requireDeck(what: string, cards: readonly number[], needed: number): void {
  if (needed > 0 && cards.length === 0) {
    throw new ValueError(what, 'none', '1 or more', 'Change the share or the digits.');
  }
}

function* dealBatches(
  favoured: () => number,
  fromFavoured: number,
  others: () => number,
  fromOthers: number,
  batches: number,
): Generator<Uint32Array, void, undefined> {
  for (let batch = 0; batch < batches; batch++) {
    const indices = new Uint32Array(fromFavoured + fromOthers);
    for (let place = 0; place < indices.length; place++) indices[place] = place < fromFavoured ? favoured() : others();
    yield indices;
  }
}

/** Deals the cards in random order, then all of them again in another. */
function deck(cards: readonly number[], random: RandomSource): () => number {
  let order = new Uint32Array(0);
  let dealt = 0;
  return () => {
    if (dealt === order.length) {
      order = new Uint32Array(randomOrder(cards.length, random));
      dealt = 0;
    }
    return cards[order[dealt++]!]!;
  };
}
