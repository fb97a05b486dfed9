import type { Cell } from '../cells/cell.ts';
import { identifyCell, neededCells } from '../cells/cell.ts';
import { readCellResult } from '../cells/cell-result.ts';
import { measurePace, type Pace, untrained } from '../jobs/estimate.ts';
import type { Session } from '../jobs/session.ts';
import { modelProblem } from '../memory/model-problem.ts';
import { baseProblem, editProblem, type Problem } from '../memory/problem.ts';
import { tuneProblem } from '../memory/tune-problem.ts';
import { canonicalJson } from '../run-folder/identity.ts';
import { type Study, studyCells } from './study.ts';

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

/** A finer integration takes some times as long per image as the first. */
const finerFactor = 5;

/** Measures an update and the evaluation of some images for each shape of cell that is not finished, and adds up. */
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
      seconds += await secondsOf(session, cell, paces);
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

async function secondsOf(session: Session, cell: Cell, paces: Map<string, Promise<Pace>>): Promise<number> {
  const { config, execution, finer } = cell;
  const problem = await untrainedProblem(session, cell);
  const { rtol, atol, images = problem.test.source.count } = execution.evaluation;
  const shape = canonicalJson({ ...config, seed: 0, task: 0, optimiser: 0, updates: 0, base: 0, rtol, atol });
  const pace = paces.get(shape) ?? measurePace(session, problem, rtol, atol);
  paces.set(shape, pace);
  const { updateSeconds, imageSeconds } = await pace;
  const finerImages =
    finer === undefined ? 0 : Math.min(finer.images ?? Number.POSITIVE_INFINITY, problem.test.source.count);
  const runs = cell.kind === 'sequence' ? 1 + cell.later.length : cell.kind === 'told' ? 0 : 1;
  const judged = Math.min(images, problem.test.source.count) + finerFactor * finerImages;
  return runs * (config.updates * updateSeconds + judged * imageSeconds);
}

async function untrainedProblem(session: Session, cell: Cell): Promise<Problem> {
  const dataset = await session.dataset(cell.config.data);
  if (cell.kind === 'base') return baseProblem(cell.config, dataset);
  if (cell.kind === 'model') return modelProblem(cell.config, dataset);
  const base = untrained(baseProblem(cell.config.base, dataset));
  if (cell.kind === 'tune' || cell.kind === 'told') {
    // An update of low rank takes about as long as one of the whole matrix.
    const { rank: _, optimiser, ...config } = cell.config;
    const { groups: __, ...rest } = optimiser;
    return tuneProblem({ ...config, method: 'fine-tune', optimiser: rest, base: '' }, dataset, base);
  }
  return editProblem({ ...cell.config, base: '' }, dataset, base);
}
