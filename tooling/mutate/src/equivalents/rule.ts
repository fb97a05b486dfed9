import { readFileSync } from 'node:fs';
import { oneLine } from '../mutants/mutant.ts';

/** Faults of one kind that nothing can tell from the code they are in, with the reason. */
export interface EquivalentRule {
  /** End of the paths of the files. */
  readonly file: RegExp;
  /** The line with brackets ⟦ ⟧ around what is changed, or its first line where it is longer. */
  readonly place: RegExp;
  /** What it becomes, all of it. */
  readonly to: RegExp;
  readonly reason: string;
}

/** What a rule looks at. */
interface Change {
  /** `file:line:column ...`. */
  readonly id: string;
  readonly file: string;
  readonly line: number;
  readonly original: string;
  readonly replacement: string;
}

/** Finds the rule for a change, if there is one. */
export class EquivalentRules {
  readonly #root: string;
  readonly #rules: readonly EquivalentRule[];
  readonly #lines = new Map<string, readonly string[]>();

  constructor(root: string, rules: readonly EquivalentRule[]) {
    this.#root = root;
    this.#rules = rules;
  }

  of(change: Change): EquivalentRule | undefined {
    const rules = this.#rules.filter(({ file }) => file.test(change.file));
    if (rules.length === 0) return undefined;
    const place = this.#place(change);
    const to = oneLine(change.replacement);
    return rules.find((rule) => rule.place.test(place) && new RegExp(`^(?:${rule.to.source})$`).test(to));
  }

  #place({ id, file, line, original }: Change): string {
    const lines = this.#lines.get(file) ?? readFileSync(`${this.#root}/${file}`, 'utf8').split('\n');
    this.#lines.set(file, lines);
    const text = lines[line - 1] ?? '';
    const column = Number(/:\d+:(\d+) /.exec(id.slice(file.length))![1]) - 1;
    const [changed = ''] = original.split('\n');
    return `${text.slice(0, column)}⟦${changed}⟧${text.slice(column + changed.length)}`.trim();
  }
}
