import { join } from 'node:path';
import { evaluateSudoku, type SudokuSet, type SudokuVote } from '@hkmem/akorn';
import { canonicalJson } from '@hkmem/experiments';
import { InterruptedError } from '../errors.ts';
import { writeAtomically } from '../run-folder/atomic-write.ts';
import { readIfThere } from '../run-folder/read-if-there.ts';
import type { Session } from '../session/session.ts';
import type { SudokuModelFile } from './sudoku-model-file.ts';

/** Boards that judge. */
export interface SudokuTest {
  /** To call them by. */
  readonly name: string;
  /** What fixes them, such as seed and givens. */
  readonly identity: object;
  /** The boards. */
  readonly set: SudokuSet;
}

/** How a model is asked. */
export interface SudokuQuestion {
  /** T. */
  readonly steps: number;
  /** K, random starts. */
  readonly starts: number;
}

/** How a model answers the boards of a test. */
export interface SudokuScore extends SudokuQuestion {
  /** Of the test. */
  readonly test: string;
  /** Boards asked. */
  readonly boards: number;
  /** By number of starts k, what the vote of the first k says. */
  readonly votes: readonly SudokuVote[];
  /** Share of boards that one start solves, mean over the starts. */
  readonly single: number;
  /** Of all threads, to ask. */
  readonly processorSeconds: number;
}

/** Answers kept in a run folder, by weights and question. */
const scoresFile = 'sudoku-scores.json';

/** Boards that are computed together, so that their starts fit in memory at 512 channels. */
const batch = 100;

/**
 * Asks a model each question about each test. What its run folder keeps for these weights is used again, with as many starts
 * or more. @throws {InterruptedError} if the session is stopped; finished questions are kept.
 */
export async function judgeSudoku(
  session: Session,
  model: SudokuModelFile,
  tests: readonly SudokuTest[],
  questions: readonly SudokuQuestion[],
): Promise<SudokuScore[]> {
  const path = model.isFolder ? join(model.place, scoresFile) : undefined;
  const kept = new Map(path === undefined ? [] : await readScores(path, model.hash));
  const found: SudokuScore[] = [];
  for (const test of tests) {
    for (const question of questions) {
      const starts = model.spec.model === 'itrsa' ? 1 : question.starts;
      const key = canonicalJson({ ...test.identity, boards: test.set.count, steps: question.steps });
      const known = kept.get(key);
      if (known !== undefined && known.votes.length >= starts) {
        found.push({ ...known, test: test.name, starts, votes: known.votes.slice(0, starts) });
        continue;
      }
      const score = await asked(session, model, test, { ...question, starts });
      found.push(score);
      kept.set(key, score);
      if (path !== undefined) {
        await writeAtomically(path, `${JSON.stringify({ weights: model.hash, scores: Object.fromEntries(kept) })}\n`);
      }
    }
  }
  return found;
}

async function asked(
  session: Session,
  { spec, weights, place }: SudokuModelFile,
  { name, set }: SudokuTest,
  { steps, starts }: SudokuQuestion,
): Promise<SudokuScore> {
  const before = process.cpuUsage();
  const { backend, signal, progress } = session;
  const label = `${place}, ${name}, T = ${steps}`;
  const bar = progress.begin({ label, total: starts * Math.ceil(set.count / batch), unit: 'batches' });
  try {
    const { votes, singleSolved } = await evaluateSudoku(backend, spec, weights, set, {
      steps,
      starts,
      batch,
      signal,
      onProgress: (done) => bar.advance(done),
    });
    if (votes.length < starts) throw new InterruptedError('stopped; answers of finished questions are kept.', 'cells');
    const { user, system } = process.cpuUsage(before);
    const processorSeconds = (user + system) / 1e6;
    return { test: name, boards: set.count, steps, starts, votes, single: singleSolved, processorSeconds };
  } finally {
    bar.end();
  }
}

async function readScores(path: string, weights: string): Promise<[string, SudokuScore][]> {
  const bytes = await readIfThere(path);
  try {
    const file = JSON.parse(new TextDecoder().decode(bytes)) as {
      weights: string;
      scores: Record<string, SudokuScore>;
    };
    return file.weights === weights ? Object.entries(file.scores) : [];
  } catch {
    // No file yet, or one that is none: ask anew.
    return [];
  }
}
