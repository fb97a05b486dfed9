import {
  cotangentNames,
  flopsOf,
  type Node,
  type PairLaw,
  programOf,
  type WgslFunction,
  wgslFunction,
} from '@hkmem/laws';
import type { FieldType } from '../device/kernel.ts';

/** Which of the two energies of pairs a law is of; only couplings read activities and weights. */
export type PairTerm = 'interaction' | 'coupling';

/** What the functions of a law take, in WGSL: overlap r of edge e, activities of both ends, and cotangents of the parts. */
const signatures = {
  interaction: { plain: 'e: u32, r: f32', reverse: 'e: u32, r: f32, dr: f32' },
  coupling: {
    plain: 'i: u32, j: u32, e: u32, r: f32, gi: f32, gj: f32',
    reverse: 'i: u32, j: u32, e: u32, r: f32, gi: f32, gj: f32, dr: f32, di: f32, dj: f32',
  },
} as const;

const inputs = {
  r: 'r',
  gi: 'gi',
  gj: 'gj',
  [cotangentNames.r]: 'dr',
  [cotangentNames.gi]: 'di',
  [cotangentNames.gj]: 'dj',
} as const;

/** Field that says where a parameter of a law starts. */
export function pairField(term: PairTerm, name: string): string {
  return `${term}_${name}`;
}

/** Fields that the functions of a law read. */
export function pairFields(term: PairTerm, law: PairLaw): Record<string, FieldType> {
  const own = law.parameters.filter(({ per }) => per !== 'weight');
  return {
    ...Object.fromEntries(own.map(({ name }) => [pairField(term, name), 'u32' as const])),
    ...(own.length < law.parameters.length ? { padded: 'u32' as const } : {}),
  };
}

/**
 * WGSL function of parts of a law at an edge; those of its adjoint are a `reverse` one. It reads the buffer `parameters`,
 * and W of the ends from `derived`.
 */
export function pairFunction(
  term: PairTerm,
  law: PairLaw,
  name: string,
  kind: 'plain' | 'reverse',
  outputs: readonly Node[],
): WgslFunction {
  const places = law.parameters.map((parameter) => {
    const start = `given.${pairField(term, parameter.name)}`;
    const place = {
      edge: `parameters[${start} + e]`,
      one: `parameters[${start}]`,
      weight: 'derived[i * given.padded + j]',
    }[parameter.per as 'edge' | 'one' | 'weight'];
    return [parameter.name, place];
  });
  return wgslFunction(law.arena, name, signatures[term][kind], outputs, { ...inputs, ...Object.fromEntries(places) });
}

/** Operations of parts of a law at one edge. */
export function pairFlops(law: PairLaw, outputs: readonly Node[]): number {
  return flopsOf(programOf(law.arena, outputs, 'float32'));
}
