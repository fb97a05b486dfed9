import { defineKernel, type Kernel } from '../device/kernel.ts';
import { type InteractionShape, interactionFields, interactionFunctions } from './interaction.ts';
import { each, reductionLanes } from './text.ts';

/** The gradients that one pass over a graph's edges can form. */
export type EdgeGradient = 'A' | 'B' | 'coupling';

export interface EdgeGradientOptions {
  /** D. */
  readonly dimension: number;
  /** Needed for A and B. */
  readonly interaction: InteractionShape;
  readonly wanted: readonly EdgeGradient[];
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

/**
 * Adds to per-edge gradients, summed over the batch: dA_e = -m_e, dB_e = -m_e times the nonlinearity,
 * dw_e = g_i g_j m_e / kappaK + r_e (u_i g_j + u_j g_i) / kappaH. `given.lanes` lanes share an edge.
 */
export function edgeGradientKernel({ dimension: D, interaction, wanted }: EdgeGradientOptions): Kernel {
  const coupling = wanted.includes('coupling');
  const own = wanted.some((kind) => kind !== 'coupling');
  const amounts: Record<EdgeGradient, string> = {
    A: '-m * response.x',
    B: '-m * response.y',
    coupling: `gi * gj * m * given.perKappaK
        + r * (cotangent[i * given.batch + b] * gj + cotangent[j * given.batch + b] * gi) * given.perKappaH`,
  };
  const L = reductionLanes;
  return defineKernel({
    name: 'edgeGradient',
    storage: {
      indices: 'u32',
      prepared: 'f32',
      ...(own ? { parameters: 'f32' as const } : {}),
      ...(coupling ? { cotangent: 'f32' as const } : {}),
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
      ...Object.fromEntries(wanted.map((kind) => [`${kind}GradientAt`, 'u32' as const])),
      ...(own ? interactionFields(interaction) : {}),
    },
    workgroup: L,
    declarations: `${own ? interactionFunctions(interaction) : ''}
${wanted.map((kind) => `var<workgroup> ${kind}Partial: array<f32, ${L}>;`).join('\n')}`,
    body: `
  let perTile = ${L}u / given.lanes;
  let slot = lane / given.lanes;
  let part = lane % given.lanes;
  let number = tile * perTile + slot;
  let triple = min(number, given.edges - 1u);
  ${edgeEnds}
  ${wanted.map((kind) => `var ${kind}Sum = 0.0;`).join('\n')}
  for (var b = part; b < given.batch; b += given.lanes) {
    ${edgeOverlaps(D)}
    ${own ? 'let response = responseOf(e, r);' : ''}
    ${
      coupling
        ? `let gi = prepared[given.activityAt + i * given.batch + b];
    let gj = prepared[given.activityAt + j * given.batch + b];`
        : ''
    }
    ${wanted.map((kind) => `${kind}Sum += ${amounts[kind]};`).join('\n')}
  }
  ${wanted.map((kind) => `${kind}Partial[lane] = ${kind}Sum;`).join('\n')}
  workgroupBarrier();
  if (part == 0u && number < given.edges) {
    for (var k = 1u; k < given.lanes; k++) {
      ${wanted.map((kind) => `${kind}Sum += ${kind}Partial[lane + k];`).join('\n')}
    }
    ${wanted.map((kind) => `gradients[given.${kind}GradientAt + e] += ${kind}Sum;`).join('\n')}
  }`,
  });
}
