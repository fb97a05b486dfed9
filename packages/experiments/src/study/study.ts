import { type Cell, identifyCell } from '../cells/cell.ts';
import type { DataName } from '../config/settings.ts';

/** A cell of a study, by a name such as `edits/swap/additive/D6/k150/works/seed1`. */
export interface StudyCell {
  /** Parts with slashes between them. */
  readonly name: string;
  /** What is run. */
  readonly cell: Cell;
}

/** What a row of a section's table is made from. */
export interface StudyRow {
  /** One for each of the section's columns. */
  readonly labels: readonly string[];
  /** Accuracies that the paper reports, in per cent; absent where it has none. */
  readonly paper?: { readonly unedited?: string; readonly accuracy?: string };
  /** The settings of this software, one cell a seed. */
  readonly works: readonly StudyCell[];
  /** The paper's own settings, where they differ. */
  readonly described?: readonly StudyCell[];
}

/** One experiment of the study. */
export interface StudySection {
  /** First part of the names of its cells. */
  readonly id: string;
  /** For a heading. */
  readonly title: string;
  /** What is done and why, in Markdown. */
  readonly about: string;
  /** Names of the labels of each row. */
  readonly columns: readonly string[];
  /** Of its table. */
  readonly rows: readonly StudyRow[];
  /** Whether to report what oscillators add to the weights, and what D and k do. */
  readonly corrections?: boolean;
}

/** Everything that `hkmem reproduce` is to run. */
export interface Study {
  /** Its length. */
  readonly profile: string;
  /** The images. */
  readonly data: DataName;
  /** Seeds of its base memories. */
  readonly seeds: number;
  /** Its experiments, the most telling first. */
  readonly sections: readonly StudySection[];
}

/** All cells of a study, in order. */
export function studyCells({ sections }: Study): readonly StudyCell[] {
  return sections.flatMap(({ rows }) => rows.flatMap(({ works, described = [] }) => [...works, ...described]));
}

/** All cells of a study, each once, by the first of its names. */
export function distinctCells(study: Study): readonly StudyCell[] {
  const byId = new Map<string, StudyCell>();
  for (const each of studyCells(study)) {
    const { id } = identifyCell(each.cell);
    if (!byId.has(id)) byId.set(id, each);
  }
  return [...byId.values()];
}

/**
 * The part of a study whose cells have names that begin with one of the patterns; `*` stands for any part between two
 * slashes. Rows and sections without cells are left out.
 */
export function selectCells(study: Study, patterns: readonly string[]): Study {
  const tests = patterns.map((pattern) => {
    const parts = pattern.split('/').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*'));
    return new RegExp(`^${parts.join('/')}(/|$)`, 'i');
  });
  const keep = (cells: readonly StudyCell[]): StudyCell[] =>
    cells.filter(({ name }) => tests.some((test) => test.test(name)));
  const sections = study.sections.map((section) => {
    const rows = section.rows.map(({ described, ...row }) => {
      const kept = keep(described ?? []);
      return { ...row, works: keep(row.works), ...(kept.length > 0 && { described: kept }) };
    });
    return { ...section, rows: rows.filter((row) => row.works.length > 0 || row.described !== undefined) };
  });
  return { ...study, sections: sections.filter(({ rows }) => rows.length > 0) };
}
