import type { CellResult } from '../cells/cell-result.ts';
import type { EditConfig, Untrained } from '../config/settings.ts';
import { numberAt } from './outcomes.ts';

/** What one setting does to the accuracy of edits, everything else being equal. */
export interface Effect {
  /** Of the edits. */
  readonly task: string;
  /** Of the edits. */
  readonly coupling: string;
  /** Points of accuracy gained by the larger value, one for each pair of cells, seeds included. */
  readonly points: readonly number[];
}

/** A setting whose effect is asked for, and its two values. */
export interface Factor {
  /** The two values, in words. */
  readonly what: string;
  /** Its value in a configuration. */
  readonly of: (config: Untrained<EditConfig>) => number;
  /** The smaller value. */
  readonly from: number;
  /** The larger value. */
  readonly to: number;
}

/** D from 4 to 6, k from 50 to 150. */
export const studyFactors: Readonly<Record<'D' | 'k', Factor>> = {
  D: { what: 'D = 6 against D = 4', of: (config) => config.oscillators.dimension, from: 4, to: 6 },
  k: { what: 'k = 150 against k = 50', of: (config) => config.graph.neighbours, from: 50, to: 150 },
};

/** Pairs of finished edits of the study's grid that differ in one factor alone, by task and coupling. */
export function effectsOf(factor: keyof typeof studyFactors, results: readonly CellResult[]): readonly Effect[] {
  const { of, from, to } = studyFactors[factor];
  const effects = new Map<string, { task: string; coupling: string; points: number[] }>();
  const cells = results.flatMap((result) => {
    return result.cell.kind === 'edit' ? [{ result, config: result.cell.config }] : [];
  });
  for (const low of cells.filter(({ config }) => of(config) === from)) {
    const high = cells.find(({ config }) => of(config) === to && sameOtherwise(config, low.config, factor));
    const [before, after] = [numberAt(low.result, 'accuracy'), high && numberAt(high.result, 'accuracy')];
    if (before === undefined || after === undefined) continue;
    const { task, coupling } = low.config;
    const key = `${task}/${coupling.kind}`;
    const effect = effects.get(key) ?? { task, coupling: coupling.kind, points: [] };
    effect.points.push(100 * (after - before));
    effects.set(key, effect);
  }
  return [...effects.values()];
}

function sameOtherwise(a: Untrained<EditConfig>, b: Untrained<EditConfig>, factor: keyof typeof studyFactors): boolean {
  return (
    a.task === b.task &&
    a.seed === b.seed &&
    a.coupling.kind === b.coupling.kind &&
    a.oscillators.rest === b.oscillators.rest &&
    (factor === 'D' || a.oscillators.dimension === b.oscillators.dimension) &&
    (factor === 'k' || a.graph.neighbours === b.graph.neighbours)
  );
}
