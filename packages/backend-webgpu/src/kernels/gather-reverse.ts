import type { PairLaw, WgslFunction } from '@hkmem/laws';
import { defineKernel, flatIndex, type Kernel } from '../device/kernel.ts';
import { declareFunctions } from './functions.ts';
import { type GatherOptions, gatherInterface, neighbourLoop, omegaEntry } from './gather.ts';
import { interactionFunctions } from './interaction.ts';
import { pairFunction } from './pair-law.ts';
import { each, sumOf, workgroupSize } from './text.ts';

/** WGSL `couplingVjp`: psi_r, and dS/dr and dS/dgi for cotangents of psi_r, psi_gi and psi_gj. */
function couplingVjp(law: PairLaw): WgslFunction {
  return pairFunction('coupling', law, 'couplingVjp', 'reverse', [law.force, law.adjoint.r, law.adjoint.gi]);
}

/**
 * The reverse pass of `gatherKernel` for one neuron and sample, by one walk over its neighbours. With (u, v) the
 * cotangent, p = v - s (s . v), m_e = p_i . s_j + p_j . s_i and S_e = -m_e (phi_e' + psi_r / kappaK) -
 * (u_i psi_gi + u_j psi_gj) / kappaH, the cotangent of s_i is
 * sum_e (c_e p_j + q_e s_j) - (s_i . F_i) v_i - (s_i . v_i) F_i + Omega_i^T v_i, pulled back through s / |s|, where
 * c_e = -phi_e' - psi_r / kappaK and q_e = dS_e/dr; the coupling's part of the cotangent of g_i is sum_e dS_e/dg_i.
 */
export function gatherReverseKernel(options: GatherOptions): Kernel {
  const { dimension: D, omega, coupling, interaction } = options;
  const mixed = `
    ${each(D, (d) => `let q${d} = prepared[given.tangentAt + at + ${d}u * given.batch];`)}
    let m = ${sumOf(D, (d) => `p${d} * t${d} + q${d} * s${d}`)};`;
  const bound = `
    let gj = prepared[given.activityAt + j * given.batch + b];
    let uj = cotangent[j * given.batch + b];
    let psi = couplingVjp(i, j, e, r, gi, gj, -m * given.perKappaK, -ui * given.perKappaH, -uj * given.perKappaH);
    pushed += psi.z;`;
  const force = '-psi.x * given.perKappaK';
  const add = each(D, (d) => `f${d} += c * t${d};\na${d} += c * q${d} + q * t${d};`);
  const first = `${mixed}
    let phi = forceVjp(e, r, -m);
    var c = -phi.x;
    var q = phi.y;
    ${coupling?.graph === 'same' ? `${bound} c += ${force}; q += psi.y;` : ''}
    ${add}`;
  const second = `${mixed}${bound}
    let c = ${force};
    let q = psi.y;
    ${add}`;
  const rotation = (d: number): string =>
    omega === 'none' ? '' : ` - (${sumOf(D, (c) => `${omegaEntry(omega, D, d, c)} * v${c}`)})`;
  const { storage, fields } = gatherInterface(options);
  return defineKernel({
    name: 'gatherReverse',
    storage: { ...storage, cotangent: 'f32', out: 'f32 write' },
    fields: { ...fields, tangentAt: 'u32', inverseAt: 'u32' },
    workgroup: workgroupSize,
    declarations: declareFunctions([
      ...interactionFunctions(interaction, 'forceVjp'),
      ...(coupling ? [couplingVjp(coupling.law)] : []),
    ]),
    body: `${flatIndex(workgroupSize)}
  let i = index / given.batch;
  let b = index % given.batch;
  let row = i * ${D}u * given.batch + b;
  ${each(
    D,
    (d) => `let s${d} = prepared[row + ${d}u * given.batch];
  let p${d} = prepared[given.tangentAt + row + ${d}u * given.batch];
  var f${d} = 0.0;
  var a${d} = 0.0;`,
  )}
  ${coupling ? 'let gi = prepared[given.activityAt + index];\nlet ui = cotangent[index];\nvar pushed = 0.0;' : ''}
  ${neighbourLoop('rowsAt', 'entriesAt', D, first)}
  ${coupling?.graph === 'own' ? neighbourLoop('couplingRowsAt', 'couplingEntriesAt', D, second) : ''}
  ${each(D, (d) => `let v${d} = cotangent[given.sAt + row + ${d}u * given.batch];`)}
  let along = ${sumOf(D, (d) => `s${d} * v${d}`)};
  let radial = ${sumOf(D, (d) => `s${d} * f${d}`)};
  ${each(D, (d) => `let g${d} = a${d} - radial * v${d} - along * f${d}${rotation(d)};`)}
  let outward = ${sumOf(D, (d) => `s${d} * g${d}`)};
  let inverse = prepared[given.inverseAt + index];
  ${each(D, (d) => `out[given.sAt + row + ${d}u * given.batch] = (g${d} - s${d} * outward) * inverse;`)}
  ${coupling ? 'out[index] = pushed;' : ''}`,
  });
}
