import { boardText, readSudokuCsv, type SudokuSet } from '@hkmem/akorn';
import { type FileBoards, InputFileError, type MadeBoards, sha256, sudokuBoards } from '@hkmem/experiments';
import { InterruptedError, RunFolderError } from '../errors.ts';
import { decodeText, readInput } from '../files/input-file.ts';
import type { RunFolder } from '../run-folder/run-folder.ts';
import type { Session } from '../session/session.ts';

/** The training boards that were made, in a run folder. */
export const boardsFile = 'boards.csv';

/** Boards made between two looks at the signal. */
const part = 50;

/** Boards of a file, and what its bytes are known by. */
export interface BoardFile {
  /** Its path. */
  readonly path: string;
  /** SHA-256 of its bytes, in hexadecimal. */
  readonly hash: string;
  /** The boards. */
  readonly set: SudokuSet;
}

/**
 * Reads a file of lines `puzzle,solution`. @throws {InputFileError} naming the first bad line and how many there are, or
 * that there is no board.
 */
export async function readBoards(path: string): Promise<BoardFile> {
  const bytes = await readInput(path);
  const { set, bad } = readSudokuCsv(decodeText(bytes, path));
  if (bad[0] !== undefined) {
    const more = bad.length === 1 ? '' : ` ${bad.length - 1} more lines are bad.`;
    throw new InputFileError(path, `${bad[0].error.message}${more}`, { cause: bad[0].error });
  }
  if (set.count === 0) throw new InputFileError(path, 'holds no boards; expected are lines of puzzle,solution.');
  return { path, hash: sha256(bytes), set };
}

/** Boards as the text of a file that `readBoards` takes. */
export function boardsCsv({ count, puzzles, solutions }: SudokuSet): string {
  const row = (boards: Uint8Array, n: number): string => boardText(boards.subarray(81 * n, 81 * (n + 1)));
  const lines = Array.from({ length: count }, (_, n) => `${row(puzzles, n)},${row(solutions, n)}\n`);
  return `puzzle,solution\n${lines.join('')}`;
}

/**
 * The training boards of a configuration: those of the file that was given, or made, once, and kept in the run folder.
 * @throws {InputFileError} if the file is another than the configuration's, or none was given. @throws {InterruptedError}
 */
export async function trainingBoards(
  session: Session,
  folder: RunFolder,
  boards: MadeBoards | FileBoards,
  given: BoardFile | undefined,
): Promise<SudokuSet> {
  if ('file' in boards) {
    if (given?.hash === boards.file) return given.set;
    const problem = `its SHA-256 is ${given?.hash}, that of the run's boards is ${boards.file}; give that file.`;
    if (given !== undefined) throw new InputFileError(given.path, problem);
    throw new RunFolderError(
      `'${folder.path}' is of boards of a file with the SHA-256 ${boards.file}. Give that file.`,
    );
  }
  const kept = await folder.read(boardsFile);
  if (kept !== undefined) {
    const { set, bad } = readSudokuCsv(new TextDecoder().decode(kept), { check: 'rules' });
    if (set.count === boards.count && bad.length === 0) return set;
  }
  const made = await madeBoards(session, 'training boards', boards, 'training');
  await folder.write(boardsFile, boardsCsv(made));
  return made;
}

/** Makes boards, with progress. @throws {InterruptedError} if the session is stopped. */
export async function madeBoards(
  session: Pick<Session, 'progress' | 'signal'>,
  label: string,
  boards: MadeBoards,
  use: 'training' | 'look' | 'test',
): Promise<SudokuSet> {
  const { count } = boards;
  const [puzzles, solutions] = [new Uint8Array(81 * count), new Uint8Array(81 * count)];
  const bar = session.progress.begin({ label, total: count, unit: 'boards' });
  try {
    for (let first = 0; first < count; first += part) {
      await new Promise((resolve) => setImmediate(resolve));
      if (session.signal.aborted) throw new InterruptedError('stopped while boards were made.');
      const made = sudokuBoards(use, boards, first, Math.min(part, count - first));
      puzzles.set(made.puzzles, 81 * first);
      solutions.set(made.solutions, 81 * first);
      bar.advance(first + made.count);
    }
  } finally {
    bar.end();
  }
  return { count, puzzles, solutions };
}
