import { RandomKey } from '@hkmem/backend';
import { corrupt, damages } from '@hkmem/datasets';
import type { Match } from '@hkmem/storage';
import type { Session } from '../session/session.ts';
import { percent, type Table } from '../tables/table.ts';
import { recallStored } from './recall-stored.ts';
import type { StoredImages } from './stored-images.ts';

/**
 * Whether the cue itself tells for the answer: it resembles that picture most, by more than two standard deviations of
 * random pictures above the next, and a random one would do so with a chance below 5 %. A memory leads any cue somewhere.
 */
export function isSure({ height, width }: StoredImages, cue: Match, answer: Match): boolean {
  const margin = cue.overlap - cue.runnerUp > 2 / Math.sqrt(height * width);
  return (
    answer.recalled && margin && cue.chance < 0.05 && cue.index === answer.index && cue.opposite === answer.opposite
  );
}

/** What comes back of every stored picture under each damage. */
export interface StoredScore {
  /** Its name. */
  readonly damage: string;
  /** Share restored to the last pixel. */
  readonly exact: number;
  /** Share restored with at most 5 % of the pixels wrong. */
  readonly near: number;
  /** Mean share of wrong pixels. */
  readonly wrong: number;
}

/** Damages every stored picture in each of ten ways and counts what comes back. The same seed gives the same damages. */
export async function scoreStored(session: Session, memory: StoredImages, seed = 1): Promise<StoredScore[]> {
  const { height, width, patterns } = memory;
  const pictures = patterns.map((pattern) => Float32Array.from(pattern, (sign) => (sign > 0 ? 1 : 0)));
  const scores: StoredScore[] = [];
  for (const { name, corruption } of damages) {
    const fits = corruption?.kind !== 'occlude' || corruption.size <= Math.min(height, width);
    if (!fits) continue;
    const key = RandomKey.fromSeed(seed).fold(name);
    const cues = pictures.map((picture, k) =>
      corruption === undefined ? picture : corrupt(picture, corruption, key.fold(k).stream(), { height, width }),
    );
    const { matches } = await recallStored(session.backend, memory, cues);
    const right = matches.map(({ index, opposite, wrong }, k) => (index === k && !opposite ? wrong : 1));
    scores.push({
      damage: name,
      exact: right.filter((wrong) => wrong === 0).length / right.length,
      near: right.filter((wrong) => wrong <= 0.05).length / right.length,
      wrong: right.reduce((sum, wrong) => sum + wrong, 0) / right.length,
    });
  }
  return scores;
}

/** The scores as a table; a picture that became another counts as all wrong. */
export function scoreTable(scores: readonly StoredScore[]): Table {
  return {
    columns: ['damage', 'exact %', 'within 5 %', 'wrong pixels %'],
    rows: scores.map(({ damage, exact, near, wrong }) => [damage, percent(exact), percent(near), percent(wrong)]),
  };
}
