import type { OmegaName } from '@hkmem/backend';
import type { PairLaw, WgslFunction } from '@hkmem/laws';
import { defineKernel, type FieldType, flatIndex, type Kernel, type StorageType } from '../device/kernel.ts';
import { declareFunctions } from './functions.ts';
import { type Interaction, interactionFields, interactionFunctions } from './interaction.ts';
import { pairFields, pairFunction } from './pair-law.ts';
import { each, sumOf, workgroupSize } from './text.ts';

export interface GatherOptions {
  /** D. */
  readonly dimension: number;
  readonly interaction: Interaction;
  readonly omega: OmegaName;
  /** The law that binds both kinds of unit, if there is one, and whether its graph is that of the oscillators. */
  readonly coupling: { readonly law: PairLaw; readonly graph: 'same' | 'own' } | undefined;
}

/** Buffers of both gather kernels, fields included. */
export function gatherInterface(options: GatherOptions): {
  readonly storage: Record<string, StorageType>;
  readonly fields: Record<string, FieldType>;
} {
  return {
    storage: { parameters: 'f32', derived: 'f32', indices: 'u32', prepared: 'f32' },
    fields: {
      count: 'u32',
      batch: 'u32',
      sAt: 'u32',
      activityAt: 'u32',
      rowsAt: 'u32',
      entriesAt: 'u32',
      couplingRowsAt: 'u32',
      couplingEntriesAt: 'u32',
      omegaAt: 'u32',
      perKappaH: 'f32',
      perKappaK: 'f32',
      ...interactionFields(options.interaction),
      ...(options.coupling && pairFields('coupling', options.coupling.law)),
    },
  };
}

/** A loop over the neighbours of neuron `i`: `body` sees the neighbour `j`, the edge `e` and s_j's first entry `at`. */
export function neighbourLoop(rowsAt: string, entriesAt: string, dimension: number, body: string): string {
  return `
  for (var k = indices[given.${rowsAt} + i]; k < indices[given.${rowsAt} + i + 1u]; k++) {
    let j = indices[given.${entriesAt} + 2u * k];
    let e = indices[given.${entriesAt} + 2u * k + 1u];
    let at = j * ${dimension}u * given.batch + b;
    ${each(dimension, (d) => `let t${d} = prepared[at + ${d}u * given.batch];`)}
    let r = ${sumOf(dimension, (d) => `s${d} * t${d}`)};
    ${body}
  }`;
}

/** Index in `derived` of entry (a, c) of neuron i's rotation. */
export function omegaEntry(omega: OmegaName, dimension: number, a: number, c: number): string {
  const base = omega === 'local' ? `i * ${dimension * dimension}u + ` : '';
  return `derived[given.omegaAt + ${base}${a * dimension + c}u]`;
}

/** WGSL `couplingOf`: psi_r and psi_gi. */
function couplingOf(law: PairLaw): WgslFunction {
  return pairFunction('coupling', law, 'couplingOf', 'plain', [law.force, law.pullI]);
}

/**
 * ds_i/dt = F_i - s_i (s_i . F_i) + Omega_i s_i with F_i = -sum_e (phi_e' + psi_r / kappaK) s_j, and the coupling's part of
 * dx_i/dt, -sum_e psi_gi / kappaH, by one walk over the neighbours of a neuron for one sample (arXiv 2505.03648).
 */
export function gatherKernel(options: GatherOptions): Kernel {
  const { dimension: D, omega, coupling, interaction } = options;
  const bound = `
    let gj = prepared[given.activityAt + j * given.batch + b];
    let psi = couplingOf(i, j, e, r, gi, gj);
    pushed -= psi.y * given.perKappaH;`;
  const pull = `-psi.x * given.perKappaK`;
  const addForce = each(D, (d) => `f${d} += c * t${d};`);
  const first = `
    var c = -forceOf(e, r);
    ${coupling?.graph === 'same' ? `${bound} c += ${pull};` : ''}
    ${addForce}`;
  const second = `${bound}
    let c = ${pull};
    ${addForce}`;
  const rotation = (d: number): string =>
    omega === 'none' ? '' : ` + ${sumOf(D, (c) => `${omegaEntry(omega, D, d, c)} * s${c}`)}`;
  const { storage, fields } = gatherInterface(options);
  return defineKernel({
    name: 'gather',
    storage: { ...storage, out: 'f32 write' },
    fields,
    workgroup: workgroupSize,
    declarations: declareFunctions([
      ...interactionFunctions(interaction, 'forceOf'),
      ...(coupling ? [couplingOf(coupling.law)] : []),
    ]),
    body: `${flatIndex(workgroupSize)}
  let i = index / given.batch;
  let b = index % given.batch;
  let row = i * ${D}u * given.batch + b;
  ${each(D, (d) => `let s${d} = prepared[row + ${d}u * given.batch];\nvar f${d} = 0.0;`)}
  ${coupling ? 'let gi = prepared[given.activityAt + index];\nvar pushed = 0.0;' : ''}
  ${neighbourLoop('rowsAt', 'entriesAt', D, first)}
  ${coupling?.graph === 'own' ? neighbourLoop('couplingRowsAt', 'couplingEntriesAt', D, second) : ''}
  let radial = ${sumOf(D, (d) => `s${d} * f${d}`)};
  ${each(D, (d) => `out[given.sAt + row + ${d}u * given.batch] = f${d} - radial * s${d}${rotation(d)};`)}
  ${coupling ? 'out[index] = pushed;' : ''}`,
  });
}
