import type { JointLagrangian, ParameterPaths, ResolvedLayer } from '@hkmem/backend';
import { parametersOfLagrangian } from '@hkmem/backend';
import type { UnitLagrangian } from '../kernels/lagrangian.ts';
import type { Packing } from './packing.ts';

/** Units that kernels take together: those of a layer, or all of them where they share a Lagrangian of single units. */
export interface LayerGroup {
  readonly start: number;
  readonly size: number;
  /** Tells groups with other kernels apart. */
  readonly key: string;
  /** Either of both. */
  readonly units: UnitLagrangian | undefined;
  readonly joint: JointLagrangian | undefined;
  /** Of the first layer, where there are several. */
  readonly paths: ParameterPaths;
  /** Where sums over samples of parameters that units share are, [size], by name. */
  readonly sums: ReadonlyMap<string, number>;
  /** Whose sums of units are added up together. */
  readonly layers: readonly ResolvedLayer[];
}

/** The groups; sums are taken from behind the gradients. */
export function layerGroups(
  layers: readonly ResolvedLayer[],
  shared: UnitLagrangian | undefined,
  packing: Packing,
): readonly LayerGroup[] {
  const sumsOf = ({ lagrangian }: ResolvedLayer, size: number): ReadonlyMap<string, number> => {
    const common = parametersOfLagrangian(lagrangian).filter(({ per }) => per !== 'neuron');
    return new Map(common.map(({ name }) => [name, packing.take(size)]));
  };
  const [first] = layers;
  if (first === undefined) return [];
  if (shared !== undefined) {
    const size = layers.reduce((sum, layer) => sum + layer.size, 0);
    const group = { start: 0, size, key: 'shared', units: shared, joint: undefined, paths: first.paths, layers };
    return [{ ...group, sums: sumsOf(first, size) }];
  }
  return layers.map((layer) => {
    const { start, size, lagrangian, paths } = layer;
    const joint = lagrangian.kind === 'joint' ? lagrangian : undefined;
    const units = lagrangian.kind === 'joint' ? undefined : { law: lagrangian, layered: false };
    const key = lagrangian.kind === 'joint' ? lagrangian.name : lagrangian.identity;
    return { start, size, key, units, joint, paths, sums: sumsOf(layer, size), layers: [layer] };
  });
}
