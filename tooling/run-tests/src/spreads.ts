import { globSync, readFileSync } from 'node:fs';

/** A spread among the arguments of a call that puts every one of them on the stack. */
export interface Spread {
  readonly path: string;
  readonly line: number;
  /** The line's text. */
  readonly text: string;
}

/** Calls that take any number of values; arguments go on the stack, which holds some 120,000. */
const callees =
  /(?:Math\.(?:max|min|hypot)|\.(?:push|unshift|splice|concat|of)|String\.fromCharCode|String\.fromCodePoint)(?:<[^<>()]*>)?$/;

/** Every spread in a call of `Math.max`, `push` and the like, in the order of the text. */
export function spreadsOf(path: string, source: string): Spread[] {
  const found: Spread[] = [];
  const lines = source.split('\n');
  for (const { index } of source.matchAll(/\.\.\.(?=[\w([])/g)) {
    const opening = openingBefore(source, index);
    if (opening === undefined || source[opening] !== '(' || !callees.test(source.slice(0, opening))) continue;
    const line = source.slice(0, index).split('\n').length;
    found.push({ path, line, text: lines[line - 1]!.trim() });
  }
  return found;
}

/** The bracket that is open at `index`. */
function openingBefore(source: string, index: number): number | undefined {
  let depth = 0;
  for (let at = index - 1; at >= 0; at--) {
    const character = source[at]!;
    if (')]}'.includes(character)) depth++;
    else if ('([{'.includes(character) && depth-- === 0) return at;
  }
  return undefined;
}

/** Every such spread in what is published or shown, tests left out. */
export function allSpreads(root: string): Spread[] {
  return globSync(['packages/*/src/**/*.ts', 'apps/*/{src,scripts}/**/*.{ts,svelte}', 'apps/examples/*/*.ts'], {
    cwd: root,
  })
    .filter((path) => !/\.test\.ts$|node_modules/.test(path))
    .sort()
    .flatMap((path) => spreadsOf(path, readFileSync(`${root}/${path}`, 'utf8')));
}
