/** A change of one place of a file. */
export interface Change {
  /** Range of characters that is replaced. */
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
  /** What kind of change it is, as the table calls it. */
  readonly operator: string;
}

/** A fault put into a file: one change, and a name for it that stays as long as the file does. */
export interface Mutant extends Change {
  /** `file:line:column operator replacement`. */
  readonly id: string;
  /** Path from the root of the repository. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  readonly original: string;
}

/** Names changes of a text, in the order of the text; a change that another one makes too is left out. */
export function mutantsOf(file: string, text: string, changes: readonly Change[]): readonly Mutant[] {
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  const seen = new Set<string>();
  const ordered = [...changes].sort((a, b) => a.start - b.start || a.end - b.end);
  return ordered.flatMap((change): Mutant[] => {
    const { start, end, replacement, operator } = change;
    const original = text.slice(start, end);
    const key = `${start} ${end} ${replacement}`;
    if (replacement === original || seen.has(key)) return [];
    seen.add(key);
    const line = starts.findLastIndex((at) => at <= start) + 1;
    const column = start - starts[line - 1]! + 1;
    const shown = replacement === '' ? 'nothing' : oneLine(replacement);
    return [{ ...change, id: `${file}:${line}:${column} ${operator} ${shown}`, file, line, column, original }];
  });
}

/** The text with the fault in it. */
export function applied(text: string, { start, end, replacement }: Change): string {
  return text.slice(0, start) + replacement + text.slice(end);
}

/** A piece of code in one line, cut where it is long. */
export function oneLine(code: string): string {
  const flat = code.replaceAll(/\s+/g, ' ').trim();
  return flat.length > 60 ? `${flat.slice(0, 57)}...` : flat;
}
