import { identifyCell, neededCells, type Pace, type Study, studyCells } from '@hkmem/experiments';
import { readCellResult } from '../cells/result-file.ts';
import type { Session } from '../session/session.ts';
import { estimateCell } from './estimate-cell.ts';

/** What a study has still to do. */
export interface StudyPlan {
  /** Cells in all, with base memories that only others need. */
  readonly cells: number;
  /** Cells whose results are there. */
  readonly finished: number;
  /** Of all processes together, with one thread each. */
  readonly seconds: number;
  /** By section: cells to run and their seconds. */
  readonly sections: readonly { readonly id: string; readonly cells: number; readonly seconds: number }[];
}

/** Measures an update and the evaluation of some images for each kind of work that is not finished, and adds up. */
export async function planStudy(session: Session, root: string, study: Study): Promise<StudyPlan> {
  const paces = new Map<string, Promise<Pace>>();
  const counted = new Set<string>();
  let finished = 0;
  const sections = [];
  for (const section of study.sections) {
    let [cells, seconds] = [0, 0];
    const named = studyCells({ ...study, sections: [section] }).map(({ cell }) => cell);
    for (const cell of named.flatMap((each) => [...neededCells(each), each])) {
      const { id } = identifyCell(cell);
      if (counted.has(id)) continue;
      counted.add(id);
      if ((await readCellResult(root, cell)) !== undefined) {
        finished++;
        continue;
      }
      cells++;
      seconds += (await estimateCell(session, cell, paces)).seconds;
    }
    sections.push({ id: section.id, cells, seconds });
  }
  return {
    cells: counted.size,
    finished,
    seconds: sections.reduce((sum, section) => sum + section.seconds, 0),
    sections,
  };
}
