import type { Node } from '../../expression/expression.ts';
import { cotangentNames } from '../../law/pair-parts.ts';
import type { PairWords } from '../../law/pair-words.ts';
import { factored } from '../../program/factored.ts';
import { flopsOf, type Program, programOf } from '../../program/program.ts';
import { FunctionCode, type Local } from './code.ts';
import { assemble, type ModuleDraft, type ModuleOptions } from './module.ts';
import { accumulate, addAt, addWide, pushLaneSums } from './sums.ts';
import { fixedNodes, type VectorProgram, vectorProgram } from './vector-program.ts';

/** How the edges of a graph lie in memory for a module; all float32, rows of vectors of four samples. */
export interface PairLayout {
  /** Bytes of a record: the other end's byte offset in [N][4], then the words of the edge. */
  readonly recordBytes: number;
  /** Bytes of an edge's gradients: of its words in the same order, padded to whole vectors. */
  readonly gradientBytes: number;
  /** Symbols of the words of an edge: `law.name` for a parameter. */
  readonly words: readonly string[];
  /** Symbols of the parameters that are one for all, in the order of the table of pointers. */
  readonly sharedParameters: readonly string[];
}

const wordBytes = 4;
const vectorBytes = 16;
/** Four float64. */
const wideBytes = 32;

/** How the edges of laws over one graph lie in memory. */
export function pairLayout({ words, shared }: Pick<PairWords, 'words' | 'shared'>): PairLayout {
  const padded = (count: number): number => vectorBytes * Math.ceil((wordBytes * count) / vectorBytes);
  return {
    recordBytes: padded(1 + words.length),
    gradientBytes: padded(words.length),
    words: words.map(({ symbol }) => symbol),
    sharedParameters: shared.map(({ symbol }) => symbol),
  };
}

/**
 * A module of row functions over the edges of one graph, in the binary format. Pointers are bytes; `own` is neuron i's offset
 * in [N][4], `parameters` a table of pointers to the parameters that are one for all. Signs and slots are those of the kernels:
 * - `pairForce(record, end, values, own, g, pull, parameters)`: overlaps r in `values` [edges][4] become a = -psi_r; pull_i
 *   and pull_j take -psi_gi and -psi_gj.
 * - `pairVjp(record, end, values, own, rows, edges, parameters, sums)`: `values` [edges][2][4] holds r and
 *   v_i . u_j + v_j . u_i and takes a and c; `rows` points to pointers g, u, pull, along, radial; `edges` (or 0) takes
 *   gradients per edge, `sums` (or 0) four float64 for every parameter that is one for all.
 * - `pairEnergy(record, end, values, own, g, parameters, sums)`: adds the weighted psi of each law to four float64, law by law.
 */
export function pairModule(laws: PairWords, options: ModuleOptions): Uint8Array<ArrayBuffer> {
  const layout = pairLayout(laws);
  return assemble(options, (draft) => ({
    pairForce: forceRow(laws, layout, draft),
    pairVjp: vjpRow(laws, layout, draft),
    pairEnergy: energyRow(laws, layout, draft),
  }));
}

/** Loads what is one for all; returns what pushes a parameter within a row. */
function parameterReader(
  code: FunctionCode,
  layout: PairLayout,
  record: Local,
  table: Local,
): (symbol: string) => void {
  const shared = layout.sharedParameters.map((_, k) => {
    const local = code.local('v128');
    code
      .get(table)
      .loadI32(wordBytes * k)
      .loadSplat()
      .set(local);
    return local;
  });
  return (symbol) => {
    const place = layout.words.indexOf(symbol);
    if (place >= 0) code.get(record).loadSplat(wordBytes * (1 + place));
    else code.get(shared[layout.sharedParameters.indexOf(symbol)]!);
  };
}

/** Pushes variables from locals by name, and parameters. */
function leafWriter(
  code: FunctionCode,
  variables: Readonly<Record<string, Local>>,
  parameter: (symbol: string) => void,
) {
  return ({ operation, name }: Node): void => {
    if (operation === 'parameter') parameter(name!);
    else code.get(variables[name!]!);
  };
}

/**
 * The program of a row: neuron i's own values and parameters that are one for all are the same for all its edges. Factors
 * are taken out of sums where that leaves fewer operations per edge.
 */
function rowProgram(
  code: FunctionCode,
  draft: ModuleDraft,
  { arena, words }: PairWords,
  outputs: readonly Node[],
  leaf: (node: Node) => void,
): VectorProgram {
  const perEdge = new Set(words.map(({ symbol }) => symbol));
  const fixed = ({ operation, name }: Node): boolean =>
    operation === 'parameter' ? !perEdge.has(name!) : name === 'gi' || name === cotangentNames.gi;
  const rank = (node: Node): number => {
    if (node.operation === 'number' || (node.args.length === 0 && fixed(node))) return 0;
    return node.operation === 'parameter' ? 1 : 2;
  };
  const cost = (program: Program): number => {
    const before = fixedNodes(program, fixed);
    return flopsOf({ nodes: program.nodes.filter((node) => !before.has(node)) });
  };
  const [asItIs, shorter] = [outputs, factored(arena, outputs, rank)].map((each) =>
    programOf(arena, each, 'float32'),
  ) as [Program, Program];
  return vectorProgram(code, draft, cost(shorter) < cost(asItIs) ? shorter : asItIs, leaf, fixed);
}

function forceRow(joined: PairWords, layout: PairLayout, draft: ModuleDraft): FunctionCode {
  const code = new FunctionCode(['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32']);
  const [record, end, values, own, g, pull, table] = code.parameters as readonly [
    Local,
    Local,
    Local,
    Local,
    Local,
    Local,
    Local,
  ];
  const [r, gi, gj, pulled] = vectors(code, 4);
  const j = code.local('i32');
  const parameter = parameterReader(code, layout, record, table);
  const minus = [joined.force, joined.pullI, joined.pullJ].map((node) => joined.arena.node('neg', node));
  const outputs = joined.coupled ? minus : minus.slice(0, 1);
  const rounds = rowProgram(code, draft, joined, outputs, leafWriter(code, { r, gi, gj }, parameter));
  if (joined.coupled) code.get(g).get(own).addI32().load().set(gi);
  rounds.before();
  code.whileBelow(record, end, () => {
    code.get(values).load().set(r);
    if (joined.coupled) code.get(record).loadI32().set(j).get(g).get(j).addI32().load().set(gj);
    const [a, pullI, pullJ] = rounds.body();
    if (joined.coupled) {
      accumulate(code, pulled, pullI!);
      addAt(code, pull, j, pullJ!);
    }
    code.get(values).get(a!).store();
    code.advance(record, layout.recordBytes).advance(values, vectorBytes);
  });
  if (joined.coupled) addAt(code, pull, own, pulled);
  return code;
}

function vjpRow(joined: PairWords, layout: PairLayout, draft: ModuleDraft): FunctionCode {
  const code = new FunctionCode(['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32']);
  const [record, end, values, own, rows, edges, table, sums] = code.parameters as readonly [
    ...[Local, Local, Local, Local, Local, Local, Local, Local],
  ];
  const [g, u, pull, along, radial, j] = pointers(code, 6);
  const [r, gi, gj, pulled, ui, uj, alongI, both, m, radialI] = vectors(code, 10);
  const parameter = parameterReader(code, layout, record, table);
  [g, u, pull, along, radial].forEach(
    (pointer, k) =>
      void code
        .get(rows)
        .loadI32(wordBytes * k)
        .set(pointer),
  );
  const at = (pointer: Local, offset: Local): FunctionCode => code.get(pointer).get(offset).addI32().load();
  const { adjoint, arena, coupled } = joined;
  const minus = [joined.force, adjoint.r, adjoint.gi, adjoint.gj, ...adjoint.parameters].map((n) =>
    arena.node('neg', n),
  );
  const variables = { r, gi, gj, [cotangentNames.r]: m, [cotangentNames.gi]: ui, [cotangentNames.gj]: uj };
  const rounds = rowProgram(code, draft, joined, minus, leafWriter(code, variables, parameter));
  const totals = layout.sharedParameters.map(() => code.local('v128'));
  if (coupled) {
    at(g, own).set(gi);
    at(u, own).set(ui);
  }
  at(along, own).set(alongI);
  rounds.before();
  code.whileBelow(record, end, () => {
    code.get(record).loadI32().set(j).get(values).load().set(r);
    at(along, j).get(alongI).simd('f32x4.add').set(both);
    code.get(values).load(vectorBytes).get(both).get(r).simd('f32x4.mul').simd('f32x4.sub').set(m);
    if (coupled) {
      at(g, j).set(gj);
      at(u, j).set(uj);
    }
    const results = rounds.body();
    const [a, c, pullI, pullJ] = results as [Local, Local, Local, Local];
    code.get(values).get(a).store();
    code.get(values).get(c).get(both).get(a).simd('f32x4.mul').simd('f32x4.sub').store(vectorBytes);
    const turned = code.local('v128');
    code.get(a).get(r).simd('f32x4.mul').set(turned);
    accumulate(code, radialI, turned);
    addAt(code, radial, j, turned);
    if (coupled) {
      accumulate(code, pulled, pullI);
      addAt(code, pull, j, pullJ);
    }
    const slopes = results.slice(4);
    const perEdge = layout.words.length;
    for (const [k, total] of totals.entries()) accumulate(code, total, slopes[perEdge + k]!);
    if (perEdge > 0) addEdgeGradients(code, edges, slopes.slice(0, perEdge), layout.gradientBytes);
    code.advance(record, layout.recordBytes).advance(values, 2 * vectorBytes);
  });
  if (coupled) addAt(code, pull, own, pulled);
  addAt(code, radial, own, radialI);
  code.ifSet(sums, () => {
    for (const total of totals) {
      addWide(code, sums, total);
      code.advance(sums, wideBytes);
    }
  });
  return code;
}

function addEdgeGradients(code: FunctionCode, edges: Local, slopes: readonly Local[], bytes: number): void {
  code.ifSet(edges, () => {
    for (let k = 0; k < slopes.length; k += 4) {
      code
        .get(edges)
        .get(edges)
        .load(wordBytes * k);
      pushLaneSums(code, slopes.slice(k, k + 4));
      code.simd('f32x4.add').store(wordBytes * k);
    }
    code.advance(edges, bytes);
  });
}

function energyRow(joined: PairWords, layout: PairLayout, draft: ModuleDraft): FunctionCode {
  const code = new FunctionCode(['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32']);
  const [record, end, values, own, g, table, sums] = code.parameters as readonly [
    Local,
    Local,
    Local,
    Local,
    Local,
    Local,
    Local,
  ];
  const [r, gi, gj] = vectors(code, 3);
  const parameter = parameterReader(code, layout, record, table);
  const rounds = rowProgram(code, draft, joined, joined.values, leafWriter(code, { r, gi, gj }, parameter));
  if (joined.coupled) code.get(g).get(own).addI32().load().set(gi);
  rounds.before();
  code.whileBelow(record, end, () => {
    code.get(values).load().set(r);
    if (joined.coupled) code.get(g).get(record).loadI32().addI32().load().set(gj);
    const energies = rounds.body();
    energies.forEach((psi, k) => void addWide(code, sums, psi, wideBytes * k));
    code.advance(record, layout.recordBytes).advance(values, vectorBytes);
  });
  return code;
}

function vectors<N extends number>(code: FunctionCode, count: N): Locals<N> {
  return Array.from({ length: count }, () => code.local('v128')) as unknown as Locals<N>;
}

function pointers<N extends number>(code: FunctionCode, count: N): Locals<N> {
  return Array.from({ length: count }, () => code.local('i32')) as unknown as Locals<N>;
}

/** As many variables as asked for. */
type Locals<N extends number, Made extends readonly Local[] = []> = Made['length'] extends N
  ? Made
  : Locals<N, readonly [...Made, Local]>;
