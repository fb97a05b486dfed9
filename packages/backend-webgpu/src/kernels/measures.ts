import { defineKernel, flatIndex, type Kernel } from '../device/kernel.ts';
import { activationFunctions } from './activation.ts';
import { edgeEnds } from './edge-gradient.ts';
import { type InteractionShape, interactionFields, interactionFunctions } from './interaction.ts';
import { each, reduceLanes, workgroupSize } from './text.ts';

/**
 * Per-sample sums are made in two steps: partial sums of `chunks` runs of rows, [chunks, B], and their sum. Both hold
 * bit patterns, since a shader compiler may assume that there is no NaN: a number that is not finite is found by its
 * exponent and kept as one.
 */
export const finiteness: string = `
fn isBad(bits: u32) -> bool { return (bits & 0x7f800000u) == 0x7f800000u; }
fn kept(sum: f32, bad: bool) -> u32 {
  let bits = bitcast<u32>(sum);
  return select(bits, 0x7fc00000u, bad || isBad(bits));
}
`;

const runOfRows = `
  let chunk = index / given.batch;
  let b = index % given.batch;
  let length = (given.rows + given.chunks - 1u) / given.chunks;
  let begin = chunk * length;
  let end = min(given.rows, begin + length);
  var sum = 0.0;
  var bad = false;`;

const rowFields = { count: 'u32', batch: 'u32', rows: 'u32', chunks: 'u32', partialsAt: 'u32' } as const;

/**
 * Partial sums of squares of a state's entries (`plain`), or of those of an error estimate over
 * atol + rtol max(|before|, |after|) (`scaled`).
 */
export function squaresKernel(kind: 'plain' | 'scaled'): Kernel {
  const scaled = kind === 'scaled';
  const scale = 'given.atol + given.rtol * max(abs(before[k]), abs(after[k]))';
  return defineKernel({
    name: `squares ${kind}`,
    storage: {
      state: 'f32',
      ...(scaled ? { before: 'f32' as const, after: 'f32' as const } : {}),
      partials: 'u32 write',
    },
    fields: { ...rowFields, ...(scaled ? { rtol: 'f32' as const, atol: 'f32' as const } : {}) },
    workgroup: workgroupSize,
    declarations: finiteness,
    body: `${flatIndex(workgroupSize)}
  ${runOfRows}
  for (var row = begin; row < end; row++) {
    let k = row * given.batch + b;
    let value = ${scaled ? `state[k] / (${scale})` : 'state[k]'};
    sum += value * value;
    bad = bad || isBad(bitcast<u32>(state[k]))${scaled ? ' || isBad(bitcast<u32>(before[k])) || isBad(bitcast<u32>(after[k]))' : ''};
  }
  partials[given.partialsAt + index] = kept(sum, bad);`,
  });
}

/** Partial sums of (x - b - W g / 2) g - L(x); for softmax, the first run takes log sum e^x off instead of L. */
export function hopfieldEnergyKernel(softmax: boolean): Kernel {
  return defineKernel({
    name: 'hopfieldEnergy',
    storage: { state: 'f32', parameters: 'f32', prepared: 'f32', product: 'f32', partials: 'u32 write' },
    fields: { ...rowFields, biasAt: 'u32', activityAt: 'u32', logSumAt: 'u32', activation: 'u32' },
    workgroup: workgroupSize,
    declarations: `${finiteness}${activationFunctions}`,
    body: `${flatIndex(workgroupSize)}
  ${runOfRows}
  ${softmax ? 'if (chunk == 0u) { sum = -prepared[given.logSumAt + b]; }' : ''}
  for (var row = begin; row < end; row++) {
    let k = row * given.batch + b;
    let x = state[k];
    sum += (x - parameters[given.biasAt + row] - 0.5 * product[k]) * prepared[given.activityAt + k];
    ${softmax ? '' : 'sum -= lagrangian(given.activation, x);'}
    bad = bad || isBad(bitcast<u32>(x));
  }
  partials[given.partialsAt + index] = kept(sum, bad);`,
  });
}

/** Partial sums over edges of phi_e(r_e) (`kuramoto`) or of -w_e r_e g_i g_j (`coupling`), s taken as it stands. */
export function edgeEnergyKernel(kind: 'kuramoto' | 'coupling', dimension: number, shape: InteractionShape): Kernel {
  const own = kind === 'kuramoto';
  const amount = own
    ? 'energyOf(e, r)'
    : `-derived[given.couplingAt + e] * r * prepared[given.activityAt + i * given.batch + b]
      * prepared[given.activityAt + j * given.batch + b]`;
  return defineKernel({
    name: `edgeEnergy ${kind}`,
    storage: {
      [own ? 'parameters' : 'derived']: 'f32',
      indices: 'u32',
      state: 'f32',
      ...(own ? {} : { prepared: 'f32' as const }),
      partials: 'u32 write',
    },
    fields: {
      ...rowFields,
      sAt: 'u32',
      edgesAt: 'u32',
      activityAt: 'u32',
      couplingAt: 'u32',
      ...(own ? interactionFields(shape) : {}),
    },
    workgroup: workgroupSize,
    declarations: `${finiteness}${own ? interactionFunctions(shape) : ''}`,
    body: `${flatIndex(workgroupSize)}
  ${runOfRows}
  for (var triple = begin; triple < end; triple++) {
    ${edgeEnds}
    let first = given.sAt + i * ${dimension}u * given.batch + b;
    let second = given.sAt + j * ${dimension}u * given.batch + b;
    var r = 0.0;
    ${each(dimension, (d) => `r += state[first + ${d}u * given.batch] * state[second + ${d}u * given.batch];`)}
    sum += ${amount};
    bad = bad || isBad(bitcast<u32>(r));
  }
  partials[given.partialsAt + index] = kept(sum, bad);`,
  });
}

/** results [rows, B]: the sum of each row's `runs` runs, one lane each, partials being [rows, runs, B]. */
export function sumOfRunsKernel(runs: number, subgroups: boolean): Kernel {
  return defineKernel({
    name: 'sumOfRuns',
    storage: { partials: 'u32', results: 'u32 write' },
    fields: { batch: 'u32' },
    workgroup: runs,
    subgroups,
    declarations: `${finiteness}
var<workgroup> sums: array<f32, ${runs}>;
var<workgroup> faults: array<u32, ${runs}>;`,
    body: `
  let row = tile / given.batch;
  let b = tile % given.batch;
  let part = partials[(row * ${runs}u + lane) * given.batch + b];
  sums[lane] = bitcast<f32>(part);
  faults[lane] = select(0u, 1u, isBad(part));
  ${reduceLanes('sum', 'sums', runs, subgroups)}
  ${reduceLanes('maximum', 'faults', runs, subgroups)}
  if (lane == 0u) { results[tile] = kept(sums[0], faults[0] > 0u); }`,
  });
}
