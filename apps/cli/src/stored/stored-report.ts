import type { Match } from '@hkmem/storage';
import { isSure, percent, type StoredImages, type StoredRecall } from '@hkmem/sweep';

/** What came back, in words. */
export function storedText(memory: StoredImages, { matches, cues, code, t, energies }: StoredRecall): string {
  const { names } = memory;
  const [first, last] = [energies[0]!.total[0]!, energies.at(-1)!.total[0]!];
  return `${answerText(names, matches[0]!)}\n${cueText(memory, cues[0]!, matches[0]!)}\n${code} after t = ${t.toFixed(2)}, energy ${first.toFixed(2)} -> ${last.toFixed(2)}\n`;
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
