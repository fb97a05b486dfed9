import { LawDomainError, shortened } from '../errors.ts';
import type { Arena } from '../expression/arena.ts';
import { type Node, postorder } from '../expression/expression.ts';
import { type Enclosure, enclosures, type Interval, isUndefined } from '../expression/interval.ts';
import { textOf } from '../expression/text.ts';
import type { Evidence } from './evidence.ts';
import { type LawParameter, trialValues } from './parameter.ts';

/** Where the variables of a law go, by name. */
export type Domain = Readonly<Record<string, Interval>>;

/** Leaves with the values that they take. */
export type Box = ReadonlyMap<Node, Interval>;

/** Boxes that one question may look at. */
const mostBoxes = 250;

/** Part of a domain's width at which a box is a point. */
const pointWidth = 1e-7;

/** Boxes over the whole domain: one per set of trial values of the parameters. */
export function trialBoxes(arena: Arena, domain: Domain, parameters: readonly LawParameter[]): readonly Box[] {
  const trials = parameters.map(trialValues);
  const count = Math.max(1, ...trials.map((values) => values.length));
  return Array.from({ length: count }, (_, t) => {
    const box = variableBox(arena, domain);
    parameters.forEach(({ name }, p) => {
      // Not all on the same side of their means.
      const value = trials[p]![(t + p * Number(t < 2)) % trials[p]!.length]!;
      box.set(arena.parameter(name), [value, value]);
    });
    return box;
  });
}

/** The whole domain with every parameter from -10 to 10. */
export function wholeBox(arena: Arena, domain: Domain, parameters: readonly LawParameter[]): Box {
  const box = variableBox(arena, domain);
  for (const { name } of parameters) box.set(arena.parameter(name), [-10, 10]);
  return box;
}

function variableBox(arena: Arena, domain: Domain): Map<Node, Interval> {
  return new Map(Object.entries(domain).map(([name, interval]) => [arena.variable(name), interval]));
}

/** What a search over boxes says of one: that it is fine, or that it has to be cut, and why. */
type Judgement = string | undefined;

/** What a search found: nothing, a point where it cannot be fine, or no end. */
export type Search = 'fine' | 'open' | { readonly at: Box; readonly why: string };

/** Cuts `box` until `judge` is content with every piece, or one is a point; `cut` takes the pieces that had to be cut. */
export function search(
  box: Box,
  roots: readonly Node[],
  judge: (found: ReadonlyMap<Node, Enclosure>) => Judgement,
  cut: Box[] = [],
): Search {
  const nodes = postorder(roots);
  const widths = new Map([...box].map(([leaf, [low, high]]) => [leaf, high - low]));
  const stack: Box[] = [box];
  for (let boxes = 0; boxes < mostBoxes; boxes++) {
    const piece = stack.pop();
    if (piece === undefined) return 'fine';
    const why = judge(enclosures(nodes, piece));
    if (why === undefined) continue;
    const [leaf, part] = widest(piece, widths);
    if (part < pointWidth) return { at: piece, why };
    cut.push(piece);
    const [low, high] = piece.get(leaf)!;
    const middle = low / 2 + high / 2;
    stack.push(new Map([...piece, [leaf, [low, middle]]]), new Map([...piece, [leaf, [middle, high]]]));
  }
  return 'open';
}

function widest(box: Box, widths: ReadonlyMap<Node, number>): readonly [Node, number] {
  let best: readonly [Node, number] = [box.keys().next().value!, 0];
  for (const [leaf, [low, high]] of box) {
    const part = (high - low) / Math.max(widths.get(leaf)!, Number.MIN_VALUE);
    if (part > best[1]) best = [leaf, part];
  }
  return best;
}

/**
 * Looks for places of the domain where a law or one of its derivatives has no finite value that float32 holds.
 * @throws {LawDomainError} naming the part and the place.
 */
export function checkDomain(
  arena: Arena,
  parts: Readonly<Record<string, Node>>,
  domain: Domain,
  parameters: readonly LawParameter[],
): Evidence {
  const roots = Object.values(parts);
  const judge = (found: ReadonlyMap<Node, Enclosure>): Judgement => {
    const bad = roots.map((root) => found.get(root)!).find(isUndefined);
    return bad === undefined ? undefined : `'${shortened(textOf(bad.node))}' ${bad.problem}`;
  };
  if (parameters.length > 0 && search(wholeBox(arena, domain, parameters), roots, judge) === 'fine') return 'proved';
  let evidence: Evidence = parameters.length === 0 ? 'proved' : 'sampled';
  for (const box of trialBoxes(arena, domain, parameters)) {
    const found = search(box, roots, judge);
    if (found === 'open') evidence = 'sampled';
    if (typeof found === 'string') continue;
    const nodes = enclosures(postorder(roots), found.at);
    const [name] = Object.entries(parts).find(([, root]) => isUndefined(nodes.get(root)!)) ?? ['the law'];
    throw new LawDomainError(
      `${name}: ${found.why} at ${placeOf(found.at)}. States go there: write a form that is finite on ` +
        `${domainText(domain)}, or state a smaller domain.`,
    );
  }
  return evidence;
}

/** A box that is nearly a point, in words. */
export function placeOf(box: Box): string {
  return [...box].map(([{ name }, [low, high]]) => `${name} = ${rounded(low / 2 + high / 2)}`).join(', ');
}

function rounded(value: number): string {
  return String(Number((Math.abs(value) < 1e-4 ? 0 : value).toPrecision(4)));
}

function domainText(domain: Domain): string {
  return Object.entries(domain)
    .map(([name, [low, high]]) => `${name} from ${low} to ${high}`)
    .join(', ');
}

/** @throws {LawDomainError} unless both ends are finite, with 0 between or at them. */
export function checkInterval(what: string, [low, high]: Interval): void {
  if (Number.isFinite(low) && Number.isFinite(high) && low <= 0 && high >= 0 && low < high) return;
  const way = 'Unused lanes of a batch hold 0, so 0 belongs to every domain.';
  throw new LawDomainError(`${what}: got [${low}, ${high}], allowed are finite numbers with 0 within. ${way}`);
}
