import type { Switch } from './switches.ts';

/** Switches in as many batches as are needed for no two of one batch to overlap; order is kept within each. */
export function batchesOf(switches: readonly Switch[], most: number): readonly (readonly Switch[])[] {
  const batches: Switch[][] = [];
  for (const each of switches) {
    const free = batches.find((batch) => batch.length < most && batch.every((other) => apart(each, other)));
    if (free === undefined) batches.push([each]);
    else free.push(each);
  }
  return batches;
}

function apart(a: Switch, b: Switch): boolean {
  return a.mutant.file !== b.mutant.file || a.end <= b.start || b.end <= a.start;
}
