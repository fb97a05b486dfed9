import type { Part } from '../run/part.ts';
import { adapterPart } from './adapter.ts';
import { conformancePart } from './conformance.ts';
import { fixturesPart } from './fixtures.ts';
import { peaksPart } from './peaks.ts';
import { rowColumns, rowNote } from './rows.ts';
import { trainingPart } from './training.ts';
import { weightsPart } from './weights.ts';

/** A part that runs in one process, or the rows, which have a process each. */
export type ListedPart = Omit<Part, 'run'> & Partial<Pick<Part, 'run'>>;

/** All parts in their order. */
export const listedParts: readonly ListedPart[] = [
  adapterPart,
  fixturesPart,
  weightsPart,
  trainingPart,
  peaksPart,
  { id: 'rows', title: 'Updates and recall', share: 0.5, columns: rowColumns, note: rowNote },
  conformancePart,
];
