import type { MlpSpec } from '@hkmem/backend';
import type { Node, PairLaw, WgslFunction } from '@hkmem/laws';
import type { FieldType } from '../device/kernel.ts';
import { mlpFields, mlpFunctions } from './mlp.ts';
import { pairFields, pairFlops, pairFunction } from './pair-law.ts';

/** phi_e(r): a law, or an MLP written by hand (arXiv 2505.03648, Kuramoto memory). */
export type Interaction =
  | { readonly law: PairLaw; readonly mlp?: undefined }
  | { readonly mlp: MlpSpec; readonly law?: undefined };

/** Fields that an interaction's functions read: where its parameters start. */
export function interactionFields({ law, mlp }: Interaction): Record<string, FieldType> {
  if (mlp === undefined) return pairFields('interaction', law);
  return { ...(mlp.perEdge ? {} : { A: 'u32' as const }), ...mlpFields(mlp) };
}

/** What kernels call of an interaction, at overlap r of edge e: phi; phi'; phi', and phi'' times its cotangent. */
export type InteractionCall = 'energyOf' | 'forceOf' | 'forceVjp';

const partsOf: Readonly<Record<InteractionCall, (law: PairLaw) => readonly Node[]>> = {
  energyOf: ({ value }) => [value],
  forceOf: ({ force }) => [force],
  forceVjp: ({ force, adjoint }) => [force, adjoint.r],
};

/** The same of an MLP, whose value and derivatives have the factor `scale`. */
const mlpTexts: Readonly<Record<InteractionCall, (scale: string) => string>> = {
  energyOf: (scale) => `fn energyOf(e: u32, r: f32) -> f32 { return ${scale}mlp(e, r).x; }\n`,
  forceOf: (scale) => `fn forceOf(e: u32, r: f32) -> f32 { return ${scale}mlp(e, r).y; }\n`,
  forceVjp: (scale) =>
    `fn forceVjp(e: u32, r: f32, dr: f32) -> vec2f { return ${scale}mlp(e, r).yz * vec2f(1.0, dr); }\n`,
};

/** A function of an interaction by name, with what it calls; they read the storage buffer `parameters`. */
export function interactionFunctions({ law, mlp }: Interaction, name: InteractionCall): readonly WgslFunction[] {
  if (mlp === undefined) {
    const kind = name === 'forceVjp' ? 'reverse' : 'plain';
    return [pairFunction('interaction', law, name, kind, partsOf[name](law))];
  }
  const scale = mlp.perEdge ? '' : 'parameters[given.A + e] * ';
  return [...mlpFunctions(mlp), { helpers: [], text: mlpTexts[name](scale) }];
}

/** Rough operations of one call, for the cost model. */
export function interactionFlops({ law, mlp }: Interaction, name: InteractionCall): number {
  if (mlp === undefined) return pairFlops(law, partsOf[name](law));
  return mlp.widths.slice(1).reduce((flops, rows, l) => flops + rows * (6 * mlp.widths[l]! + 30), 0);
}
