import { defineKernel, flatIndex, type Kernel } from '../device/kernel.ts';
import { type GatherOptions, gatherInterface, neighbourLoop, omegaEntry } from './gather.ts';
import { interactionFunctions } from './interaction.ts';
import { each, sumOf, workgroupSize } from './text.ts';

/**
 * The reverse pass of `gatherKernel` for one neuron and sample, by one walk over its neighbours. With (u, v) the
 * cotangent, p = v - s (s . v), m_e = p_i . s_j + p_j . s_i and h_e = u_i g_j + u_j g_i, the cotangent of s_i is
 * sum_e (c_e p_j + q_e s_j) - (s_i . F_i) v_i - (s_i . v_i) F_i + Omega_i^T v_i, pulled back through s / |s|, where
 * c_e = -phi_e' + w_e g_i g_j / kappaK and q_e = -m_e phi_e'' + w_e h_e / kappaH; the coupling's part of the cotangent
 * of g_i is sum_e w_e (g_j m_e / kappaK + r_e u_j / kappaH).
 */
export function gatherReverseKernel(options: GatherOptions): Kernel {
  const { dimension: D, omega, coupling, interaction } = options;
  const coupled = coupling !== 'none';
  const mixed = `
    ${each(D, (d) => `let q${d} = prepared[given.tangentAt + at + ${d}u * given.batch];`)}
    let m = ${sumOf(D, (d) => `p${d} * t${d} + q${d} * s${d}`)};`;
  const weights = `
    let w = derived[given.couplingAt + e];
    let gj = prepared[given.activityAt + j * given.batch + b];
    let uj = cotangent[j * given.batch + b];
    pushed += w * (gj * m * given.perKappaK + r * uj * given.perKappaH);`;
  const force = 'w * gi * gj * given.perKappaK';
  const turn = 'w * (ui * gj + uj * gi) * given.perKappaH';
  const add = each(D, (d) => `f${d} += c * t${d};\na${d} += c * q${d} + q * t${d};`);
  const first = `${mixed}
    let forces = forcesOf(e, r);
    var c = -forces.x;
    var q = -m * forces.y;
    ${coupling === 'sameGraph' ? `${weights} c += ${force}; q += ${turn};` : ''}
    ${add}`;
  const second = `${mixed}${weights}
    let c = ${force};
    let q = ${turn};
    ${add}`;
  const rotation = (d: number): string =>
    omega === 'none' ? '' : ` - (${sumOf(D, (c) => `${omegaEntry(omega, D, d, c)} * v${c}`)})`;
  const { storage, fields } = gatherInterface(options);
  return defineKernel({
    name: 'gatherReverse',
    storage: { ...storage, cotangent: 'f32', out: 'f32 write' },
    fields: { ...fields, tangentAt: 'u32', inverseAt: 'u32' },
    workgroup: workgroupSize,
    declarations: interactionFunctions(interaction),
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
  ${coupled ? 'let gi = prepared[given.activityAt + index];\nlet ui = cotangent[index];\nvar pushed = 0.0;' : ''}
  ${neighbourLoop('rowsAt', 'entriesAt', D, first)}
  ${coupling === 'ownGraph' ? neighbourLoop('couplingRowsAt', 'couplingEntriesAt', D, second) : ''}
  ${each(D, (d) => `let v${d} = cotangent[given.sAt + row + ${d}u * given.batch];`)}
  let along = ${sumOf(D, (d) => `s${d} * v${d}`)};
  let radial = ${sumOf(D, (d) => `s${d} * f${d}`)};
  ${each(D, (d) => `let g${d} = a${d} - radial * v${d} - along * f${d}${rotation(d)};`)}
  let outward = ${sumOf(D, (d) => `s${d} * g${d}`)};
  let inverse = prepared[given.inverseAt + index];
  ${each(D, (d) => `out[given.sAt + row + ${d}u * given.batch] = (g${d} - s${d} * outward) * inverse;`)}
  ${coupled ? 'out[index] = pushed;' : ''}`,
  });
}
