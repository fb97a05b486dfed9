import { type LawBase, type TexNames, texOf } from '@hkmem/laws';

const indices = { edge: 'e', weight: 'ij', neuron: 'i', layer: 'l', one: '' } as const;

/** Names of the parameters of a law in TeX, with the index of what they are given for: `C_e`, `W_{ij}`, `a_i`. */
export function texNames({ arena, parameters }: LawBase): TexNames {
  return Object.fromEntries(
    parameters.map(({ name, per }) => {
      const bare = texOf(arena.parameter(name));
      const index = indices[per];
      if (index === '') return [name, bare];
      return [name, `${bare.includes('_') ? `{${bare}}` : bare}_${index.length > 1 ? `{${index}}` : index}`];
    }),
  );
}
