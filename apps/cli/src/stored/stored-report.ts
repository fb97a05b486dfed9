import { RandomKey } from '@hkmem/backend';
import { corrupt, damages } from '@hkmem/datasets';
import type { Match } from '@hkmem/storage';
import { percent, recallStored, type Session, type StoredImages, type StoredRecall, type Table } from '@hkmem/sweep';

/** What came back, in words. */
export function storedText(memory: StoredImages, { matches, cues, code, t, energies }: StoredRecall): string {
  const { names } = memory;
  const [first, last] = [energies[0]!.total[0]!, energies.at(-1)!.total[0]!];
  return `${answerText(names, matches[0]!)}\n${cueText(memory, cues[0]!, matches[0]!)}\n${code} after t = ${t.toFixed(2)}, energy ${first.toFixed(2)} -> ${last.toFixed(2)}\n`;
}

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

function cueText(memory: StoredImages, cue: Match, answer: Match): string {
  const most = cue.index === answer.index ? 'it' : `'${memory.names[cue.index]}'`;
  const way = `the cue resembles ${most} most, overlap ${cue.overlap.toFixed(3)}, next best ${cue.runnerUp.toFixed(3)}`;
  return isSure(memory, cue, answer) ? `sure: ${way}` : `not sure: ${way}`;
}

/** One answer in words. */
export function answerText(names: readonly string[], match: Match): string {
  const { index, opposite, overlap, runnerUp, wrong, recalled } = match;
  const name = `${opposite ? 'the negative of ' : ''}'${names[index]}'`;
  const sure = `overlap ${overlap.toFixed(3)}, next best ${runnerUp.toFixed(3)}`;
  return recalled
    ? `answer: ${name}, ${percent(wrong)} % of the pixels wrong (${sure})`
    : `answer: nothing that is stored; nearest is ${name}, ${percent(wrong)} % of the pixels wrong (${sure})`;
}

/** What comes back of every stored picture under each damage. */
export interface StoredScore {
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
