import { loopBodies, type Switch } from './switches.ts';

/** File of the kernels that holds what switches and loops call; it is there only in these binaries. */
export const switchesFile = 'assembly/switches.ts';

/**
 * `mutant` chooses the mutant that is on, none if it is negative. Whether the code of one was run is kept in the byte of
 * its number from `reached` on. Every turn of a loop takes one from `fuel`, of which each thread has so much at first, and
 * what goes on without end traps.
 */
export function switchesSource(fuel: number): string {
  return `export let mutant: i32 = -1;
export let reached: usize = 0;
export let fuel: i32 = ${fuel};
@inline
export function mutantIsOn(number: i32): bool {
  store<u8>(reached + number, 1);
  return mutant == number;
}
@inline
export function takeFuel(): void {
  if (--fuel < 0) unreachable();
}
`;
}

interface Edit {
  readonly at: number;
  readonly end: number;
  readonly text: string;
  /** Of edits at one place, which comes first. */
  readonly rank: number;
}

/** The text of a file with these switches, numbered by their places in `all`, and with loops that take fuel. */
export function switchedText(file: string, text: string, switches: ReadonlyMap<Switch, number>): string {
  const edits: Edit[] = [];
  for (const { start, end } of loopBodies(file, text)) {
    const block = text[start] === '{';
    edits.push({
      at: block ? start + 1 : start,
      end: block ? start + 1 : start,
      text: block ? ' takeFuel();' : '{ takeFuel(); ',
      rank: 1,
    });
    if (!block) edits.push({ at: end, end, text: ' }', rank: 0 });
  }
  for (const [{ start, end, write }, number] of switches) {
    edits.push({ at: start, end, text: write(`mutantIsOn(${number})`), rank: 2 });
  }
  edits.sort((a, b) => a.at - b.at || a.rank - b.rank);
  let result = '';
  let done = 0;
  for (const edit of edits) {
    result += text.slice(done, edit.at) + edit.text;
    done = edit.end;
  }
  return `import { mutantIsOn, takeFuel } from './switches'; ${result}${text.slice(done)}`;
}
