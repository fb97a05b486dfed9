import type { PairLaw } from '@hkmem/laws';
import { defineKernel, flatIndex, type Kernel } from '../device/kernel.ts';
import { edgeEnds } from './edge-gradient.ts';
import { declareFunctions } from './functions.ts';
import { type Interaction, interactionFields, interactionFunctions } from './interaction.ts';
import { lagrangianInterface, type UnitLagrangian, unitFunction } from './lagrangian.ts';
import { pairFields, pairFunction } from './pair-law.ts';
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

/** Partial sums of (x - b - W g / 2) g - L(x); without `units`, the first run takes off what was
 * prepared as L of all units instead. */
export function hopfieldEnergyKernel(units: UnitLagrangian | undefined): Kernel {
  const { storage, fields } = lagrangianInterface(units);
  return defineKernel({
    name: 'hopfieldEnergy',
    storage: {
      state: 'f32',
      parameters: 'f32',
      ...storage,
      prepared: 'f32',
      product: 'f32',
      partials: 'u32 write',
    },
    fields: { ...rowFields, biasAt: 'u32', activityAt: 'u32', logSumAt: 'u32', ...fields },
    workgroup: workgroupSize,
    declarations: `${finiteness}${declareFunctions(units ? [unitFunction(units, 'lagrangian', [units.law.value])] : [])}`,
    body: `${flatIndex(workgroupSize)}
  ${runOfRows}
  ${units === undefined ? 'if (chunk == 0u) { sum = -prepared[given.logSumAt + b]; }' : ''}
  for (var row = begin; row < end; row++) {
    let k = row * given.batch + b;
    let x = state[k];
    sum += (x - parameters[given.biasAt + row] - 0.5 * product[k]) * prepared[given.activityAt + k];
    ${units === undefined ? '' : 'sum -= lagrangian(row, x);'}
    bad = bad || isBad(bitcast<u32>(x));
  }
  partials[given.partialsAt + index] = kept(sum, bad);`,
  });
}

/** Partial sums over edges of phi_e(r_e), or of psi_e(r_e, g_i, g_j) for a coupling, s taken as it stands. */
export function edgeEnergyKernel(dimension: number, pair: Interaction | PairLaw): Kernel {
  const coupling = 'kind' in pair ? pair : undefined;
  const activityOf = (unit: string): string => `prepared[given.activityAt + ${unit} * given.batch + b]`;
  const functions =
    'kind' in pair
      ? [pairFunction('coupling', pair, 'energyOf', 'plain', [pair.value])]
      : interactionFunctions(pair, 'energyOf');
  return defineKernel({
    name: `edgeEnergy ${coupling ? 'coupling' : 'kuramoto'}`,
    storage: {
      parameters: 'f32',
      indices: 'u32',
      state: 'f32',
      ...(coupling ? { derived: 'f32' as const, prepared: 'f32' as const } : {}),
      partials: 'u32 write',
    },
    fields: {
      ...rowFields,
      sAt: 'u32',
      edgesAt: 'u32',
      activityAt: 'u32',
      ...('kind' in pair ? pairFields('coupling', pair) : interactionFields(pair)),
    },
    workgroup: workgroupSize,
    declarations: `${finiteness}${declareFunctions(functions)}`,
    body: `${flatIndex(workgroupSize)}
  ${runOfRows}
  for (var triple = begin; triple < end; triple++) {
    ${edgeEnds}
    let first = given.sAt + i * ${dimension}u * given.batch + b;
    let second = given.sAt + j * ${dimension}u * given.batch + b;
    var r = 0.0;
    ${each(dimension, (d) => `r += state[first + ${d}u * given.batch] * state[second + ${d}u * given.batch];`)}
    sum += energyOf(${coupling ? `i, j, e, r, ${activityOf('i')}, ${activityOf('j')}` : 'e, r'});
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
