import type { Members } from './kind.ts';
import { type Callable, publicSignatures } from './signatures.ts';

/** What is written into one function: what it is called, and the name of its table among those of the package. */
export interface Guarded {
  readonly name: string;
  readonly table: string;
  readonly parameters: Members;
  readonly node: Callable;
}

/** The guards of a package: its tables as source text, and what is guarded, by the path of its file. */
export interface Guards {
  readonly tables: string;
  readonly byFile: ReadonlyMap<string, readonly Guarded[]>;
}

/** Makes the guards of a package. What several tables hold is written once. */
export function guardsOf(folder: string): Guards {
  const byFile = new Map<string, Guarded[]>();
  const tables: Members[] = [];
  for (const [module, signatures] of publicSignatures(folder)) {
    const guarded: Guarded[] = [];
    for (const { name, parameters, node } of signatures) {
      if (Object.keys(parameters).length === 0) continue;
      guarded.push({ name, table: `table${tables.length}`, parameters, node });
      tables.push(parameters);
    }
    byFile.set(module.path, guarded);
  }
  return { tables: written(tables), byFile };
}

/** Below this many characters a constant saves nothing. */
const short = 40;

function written(tables: readonly Members[]): string {
  const counts = new Map<string, number>();
  for (const each of tables) count(each);
  const constants = new Map<string, string>();
  const lines: string[] = [];
  tables.forEach((each, index) => {
    const text = textOf(each, true);
    lines.push(`export const table${index} = ${text};`);
  });
  return `${lines.join('\n')}\n`;

  function count(kind: unknown): void {
    if (typeof kind !== 'object') return;
    const text = JSON.stringify(kind);
    const before = counts.get(text) ?? 0;
    counts.set(text, before + 1);
    if (before === 0) for (const inner of Object.values(kind as object)) count(inner);
  }

  function textOf(kind: unknown, outermost = false): string {
    const text = JSON.stringify(kind);
    if (typeof kind !== 'object') return text;
    const known = constants.get(text);
    if (known !== undefined && !outermost) return known;
    const inner = Array.isArray(kind)
      ? `[${kind.map((each) => textOf(each)).join(', ')}]`
      : `{ ${Object.entries(kind as object)
          .map(([name, each]) => `${JSON.stringify(name)}: ${textOf(each)}`)
          .join(', ')} }`;
    if (outermost || text.length < short || counts.get(text) === 1) return inner;
    const name = `kind${constants.size}`;
    constants.set(text, name);
    lines.push(`const ${name} = ${inner};`);
    return name;
  }
}
