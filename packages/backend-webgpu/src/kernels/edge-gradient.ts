import type { MlpSpec } from '@hkmem/backend';
import type { Node, PairLaw, WgslFunction } from '@hkmem/laws';
import { defineKernel, type FieldType, type Kernel } from '../device/kernel.ts';
import { componentsOf, declareFunctions, inVectors } from './functions.ts';
import { type Interaction, interactionFields } from './interaction.ts';
import { mlpFunctions } from './mlp.ts';
import { type PairTerm, pairFields, pairFlops, pairFunction } from './pair-law.ts';
import { each, reductionLanes } from './text.ts';

/** Parameters of an energy of pairs whose gradients one pass over a graph's edges forms. */
export interface WantedGradients {
  /** What they are parameters of; of an MLP it is the factor A_e alone. */
  readonly pair:
    | { readonly term: 'interaction'; readonly of: Interaction }
    | { readonly term: 'coupling'; readonly of: PairLaw };
  /** One gradient each: the parameters whose derivatives it adds up, by their names in the law. */
  readonly targets: readonly (readonly string[])[];
}

export interface EdgeGradientOptions {
  /** D. */
  readonly dimension: number;
  readonly wanted: readonly WantedGradients[];
}

/** Lanes that share the samples of an edge: a power of two up to 16. */
export function lanesPerEdge(batch: number): number {
  return 2 ** Math.min(4, Math.ceil(Math.log2(batch)));
}

/** WGSL that reads edge `triple`'s ends i, j and number e, and starts of their rows for sample b. */
export const edgeEnds: string = `
  let i = indices[given.edgesAt + 3u * triple];
  let j = indices[given.edgesAt + 3u * triple + 1u];
  let e = indices[given.edgesAt + 3u * triple + 2u];`;

/**
 * WGSL that reads s_i, s_j, p_i, p_j of sample b and forms the overlap r and m = p_i . s_j + p_j . s_i; unrolled if D is
 * given, else a loop to `given.dimension`.
 */
export function edgeOverlaps(D: number | undefined): string {
  const term = (d: string): string => `{
      let s = prepared[first + ${d} * given.batch];
      let t = prepared[second + ${d} * given.batch];
      r += s * t;
      m += prepared[given.tangentAt + first + ${d} * given.batch] * t
        + prepared[given.tangentAt + second + ${d} * given.batch] * s;
    }`;
  return `
    let D = ${D === undefined ? 'given.dimension' : `${D}u`};
    let first = i * D * given.batch + b;
    let second = j * D * given.batch + b;
    var r = 0.0;
    var m = 0.0;
    ${D === undefined ? `for (var d = 0u; d < D; d++) ${term('d')}` : each(D, (d) => term(`${d}u`))}`;
}

/** WGSL functions of the gradients of an energy, and what calls them: one expression of an edge and sample per target. */
interface Responses {
  readonly functions: readonly WgslFunction[];
  readonly calls: readonly string[];
  readonly amounts: readonly string[];
  readonly fields: Readonly<Record<string, FieldType>>;
}

const interactionCall = 'e, r, -m';
const couplingCall = `i, j, e, r, gi, gj, -m * given.perKappaK,
      -cotangent[i * given.batch + b] * given.perKappaH, -cotangent[j * given.batch + b] * given.perKappaH`;

function responsesOf({ pair, targets }: WantedGradients): Responses {
  if (pair.term === 'coupling') return lawResponses('coupling', pair.of, targets, couplingCall);
  if (pair.of.mlp === undefined) return lawResponses('interaction', pair.of.law, targets, interactionCall);
  return { ...mlpResponses(pair.of.mlp), fields: interactionFields(pair.of) };
}

function mlpResponses(mlp: MlpSpec): Omit<Responses, 'fields'> {
  return { functions: mlpFunctions(mlp), calls: [], amounts: ['-m * mlp(e, r).y'] };
}

function lawResponses(term: PairTerm, law: PairLaw, targets: WantedGradients['targets'], call: string): Responses {
  const vectors = inVectors(targets.map((names) => targetNode(law, names)));
  const name = (k: number): string => `${term}Response${k}`;
  return {
    functions: vectors.map((nodes, k) => pairFunction(term, law, name(k), 'reverse', nodes)),
    calls: vectors.map((_, k) => `let ${term}${k} = ${name(k)}(${call});`),
    amounts: vectors.flatMap((nodes, k) => componentsOf(`${term}${k}`, nodes.length)),
    fields: pairFields(term, law),
  };
}

/** What a gradient adds up for an edge: dS/dtheta, summed over the parameters of the target. */
function targetNode(law: PairLaw, names: readonly string[]): Node {
  return names
    .map((name) => law.adjoint.parameters[law.parameters.findIndex((parameter) => parameter.name === name)]!)
    .reduce((sum, node) => law.arena.node('add', sum, node));
}

/** Operations of an edge's gradients, for the cost model. */
export function gradientFlops({ pair, targets }: WantedGradients): number {
  const law = pair.term === 'coupling' ? pair.of : pair.of.law;
  if (law === undefined) return 2;
  const scale = pair.term === 'coupling' ? 6 : 1;
  const nodes = targets.map((names) => targetNode(law, names));
  return pairFlops(law, nodes) + scale + targets.length;
}

/**
 * Adds to per-edge gradients, summed over the batch: dS_e/dtheta with S_e of `gatherReverseKernel`. `given.lanes` lanes
 * share an edge; target k, counted over all wanted energies, is added from `given.target<k>At` on.
 */
export function edgeGradientKernel({ dimension: D, wanted }: EdgeGradientOptions): Kernel {
  const responses = wanted.map(responsesOf);
  const amounts = responses.flatMap((each) => each.amounts);
  const coupled = wanted.some(({ pair }) => pair.term === 'coupling');
  const L = reductionLanes;
  const perTarget = (line: (amount: string, k: number) => string): string => amounts.map(line).join('\n');
  return defineKernel({
    name: 'edgeGradient',
    storage: {
      indices: 'u32',
      prepared: 'f32',
      parameters: 'f32',
      ...(coupled ? { derived: 'f32' as const, cotangent: 'f32' as const } : {}),
      gradients: 'f32 write',
    },
    fields: {
      lanes: 'u32',
      edges: 'u32',
      batch: 'u32',
      edgesAt: 'u32',
      tangentAt: 'u32',
      activityAt: 'u32',
      perKappaH: 'f32',
      perKappaK: 'f32',
      ...Object.fromEntries(amounts.map((_, k) => [`target${k}At`, 'u32' as const])),
      ...Object.assign({}, ...responses.map(({ fields }) => fields)),
    },
    workgroup: L,
    declarations: `${declareFunctions(responses.flatMap(({ functions }) => functions))}
${perTarget((_, k) => `var<workgroup> partial${k}: array<f32, ${L}>;`)}`,
    body: `
  let perTile = ${L}u / given.lanes;
  let slot = lane / given.lanes;
  let part = lane % given.lanes;
  let number = tile * perTile + slot;
  let triple = min(number, given.edges - 1u);
  ${edgeEnds}
  ${perTarget((_, k) => `var sum${k} = 0.0;`)}
  for (var b = part; b < given.batch; b += given.lanes) {
    ${edgeOverlaps(D)}
    ${
      coupled
        ? `let gi = prepared[given.activityAt + i * given.batch + b];
    let gj = prepared[given.activityAt + j * given.batch + b];`
        : ''
    }
    ${responses.flatMap(({ calls }) => calls).join('\n')}
    ${perTarget((amount, k) => `sum${k} += ${amount};`)}
  }
  ${perTarget((_, k) => `partial${k}[lane] = sum${k};`)}
  workgroupBarrier();
  if (part == 0u && number < given.edges) {
    for (var k = 1u; k < given.lanes; k++) {
      ${perTarget((_, k) => `sum${k} += partial${k}[lane + k];`)}
    }
    ${perTarget((_, k) => `gradients[given.target${k}At + e] += sum${k};`)}
  }`,
  });
}
