import {
  baseProblem,
  type Cell,
  canonicalJson,
  editProblem,
  measurePace,
  modelProblem,
  type Pace,
  type Problem,
  tuneProblem,
  untrained,
} from '@hkmem/experiments';
import type { Session } from '../session/session.ts';

/** A finer integration takes some times as long per image as the first. */
const finerFactor = 5;

/** What one cell should take on this machine, with one thread each. */
export interface CellEstimate {
  /** Of one update. */
  readonly updateSeconds: number;
  /** Test images that it is judged on. */
  readonly images: number;
  /** In all, a finer judgement and looks on the way included. */
  readonly seconds: number;
}

/**
 * Measures an update of a cell and the evaluation of some images, and adds up.
 * @param paces what was measured before, by the work of the cell.
 */
export async function estimateCell(
  session: Session,
  cell: Cell,
  paces: Map<string, Promise<Pace>> = new Map(),
): Promise<CellEstimate> {
  const { config, execution, finer, beyond } = cell;
  const problem = await untrainedProblem(session, cell);
  const { count } = problem.test.source;
  const { rtol, atol, steps, every, everyImages } = execution.evaluation;
  const work = canonicalJson({ ...config, seed: 0, task: 0, optimiser: 0, updates: 0, base: 0, rtol, atol, steps });
  const pace = paces.get(work) ?? measurePace(session.backend, problem, execution.evaluation);
  paces.set(work, pace);
  const { updateSeconds, imageSeconds } = await pace;
  const images = Math.min(execution.evaluation.images ?? count, count);
  const finerImages = finer === undefined ? 0 : Math.min(finer.images ?? count, count);
  const looks = every === 0 ? 0 : Math.ceil(config.updates / every) * Math.min(everyImages, count);
  const runs = cell.kind === 'sequence' ? 1 + cell.later.length : cell.kind === 'told' ? 0 : 1;
  const later = beyond?.times.reduce((sum, time) => sum + time / config.flow.until, 0) ?? 0;
  const judged = images + looks + finerFactor * finerImages + later * Math.min(beyond?.images ?? count, count);
  return { updateSeconds, images, seconds: runs * (config.updates * updateSeconds + judged * imageSeconds) };
}

async function untrainedProblem(session: Session, cell: Cell): Promise<Problem> {
  const dataset = await session.dataset(cell.config.data);
  if (cell.kind === 'base') return baseProblem(cell.config, dataset);
  if (cell.kind === 'model') return modelProblem(cell.config, dataset);
  const base = untrained(baseProblem(cell.config.base, dataset));
  if (cell.kind === 'tune' || cell.kind === 'told') {
    return tuneProblem({ ...cell.config, base: '' }, dataset, base);
  }
  return editProblem({ ...cell.config, base: '' }, dataset, base);
}
