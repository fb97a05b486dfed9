import type { Data } from '../problem/data.ts';
import type { Sizes } from '../problem/sizes.ts';
import type { Subject } from '../problem/subjects.ts';
import { akornRows, tfjsAkornRows } from './akorn.ts';
import { calibrationRows } from './calibration.ts';
import { kernelRows } from './kernels.ts';
import { recallRows } from './recall.ts';
import { type Group, type Row, rowKey } from './row.ts';
import { tfjsKernelRows, tfjsUpdateRows } from './tfjs.ts';
import { updateRows } from './updates.ts';

/** All groups over all subjects. */
export function allGroups(subjects: readonly Subject[], sizes: Sizes, data: Data): readonly Group[] {
  const forAll = (rows: (subject: Subject) => readonly Row[]): readonly Row[] => byId(subjects.flatMap(rows));
  return [
    {
      id: 'kernels',
      title: 'Kernels',
      rounds: [25, 5],
      warmUp: [4, 2],
      rows: [...forAll((subject) => kernelRows(subject, sizes)), ...tfjsKernelRows(sizes)],
    },
    {
      id: 'recall',
      title: 'Recall',
      rounds: [25, 5],
      warmUp: [4, 2],
      rows: forAll((subject) => recallRows(subject, sizes, data)),
    },
    {
      id: 'updates',
      title: 'Updates',
      rounds: [9, 2],
      warmUp: [2, 1],
      rows: [
        ...forAll((subject) => updateRows(subject, sizes, data)),
        ...forAll((subject) => akornRows(subject, sizes)),
        ...tfjsUpdateRows(sizes, data),
        ...tfjsAkornRows(sizes),
      ],
    },
  ];
}

/** Rows of one id next to each other, in the order in which ids first come. */
function byId(rows: readonly Row[]): readonly Row[] {
  const ids = [...new Set(rows.map(({ id }) => id))];
  return ids.flatMap((id) => rows.filter((row) => row.id === id));
}

/** What a filter is matched against: `updates: coupled-update-24 on relaxed-2`. */
export function matches(filters: readonly RegExp[], part: string, what: string): boolean {
  return filters.length === 0 || filters.some((filter) => filter.test(`${part}: ${what}`));
}

/** The rows that a filter leaves, with what they are held against: rows that do the same in tfjs, and calibration. */
export function selectRows(group: Group, filters: readonly RegExp[]): readonly Row[] {
  const chosen = group.rows.filter((row) => matches(filters, group.id, rowKey(row)));
  if (chosen.length === 0) return [];
  const peers = new Set(chosen.flatMap((row) => row.peers ?? []));
  const others = group.rows.filter((row) => peers.has(row.id) && !chosen.includes(row));
  return [...calibrationRows(), ...chosen, ...others];
}
