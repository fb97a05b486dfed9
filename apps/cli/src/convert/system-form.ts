import { type Graph, layerSizes, type SystemSpec, type ThresholdSpec } from '@hkmem/backend';
import { hopfield, hopfieldKuramoto, kuramoto } from '@hkmem/dynamics';
import type { SystemForm } from '@hkmem/sweep';
import type { EqxTemplateName, NpyArray } from '@hkmem/training/formats';
import { UsageError } from '../console/errors.ts';

/** What a user says of a memory whose file does not say it. */
export interface SystemFlags {
  readonly neurons?: number | undefined;
  readonly layers?: ThresholdSpec['layers'] | undefined;
  readonly beta?: ThresholdSpec['beta'] | undefined;
  readonly activation: NonNullable<SystemForm['threshold']>['activation'];
  readonly dimension?: number | undefined;
  readonly interaction: NonNullable<SystemForm['oscillators']>['interaction'];
  readonly hidden?: readonly number[] | undefined;
  readonly omega: NonNullable<SystemForm['oscillators']>['omega'];
  readonly coupling?: 'additive' | 'multiplicative' | undefined;
  readonly kappaH: number;
  readonly kappaK: number;
}

/** The form of the system of a template by name: N and D are taken from the shapes of leaves where those have them. */
export function formOf(
  name: EqxTemplateName,
  leaves: readonly NpyArray[],
  flags: SystemFlags,
  base: SystemSpec | undefined,
): SystemForm {
  const { layers, activation, beta, interaction, hidden, kappaH, kappaK } = flags;
  const units = { activation, ...(beta !== undefined && { beta }) };
  const shapeFromEnd = (place: number): readonly number[] => leaves.at(-place)?.shape ?? [];
  const needed = (value: number | undefined, flag: string, why: string): number => {
    if (value === undefined) throw new UsageError(`${flag} is needed: ${why}`);
    return value;
  };
  const oscillators = (dimension: number, omega: SystemFlags['omega'], learnedStart?: true) => ({
    oscillators: {
      dimension,
      interaction,
      omega,
      ...(hidden && { hidden: [...hidden] }),
      ...(learnedStart && { learnedStart }),
    },
  });
  if (name === 'hopfield') {
    const total = layerSizes({ ...(layers && { layers }) })?.reduce((sum, size) => sum + size, 0);
    const neurons = flags.neurons ?? total ?? leaves[0]?.shape[0];
    return { ...withNeurons(neurons), threshold: { ...units, ...(layers && { layers }) } };
  }
  if (name === 'kuramoto') {
    const own = flags.omega === 'none' ? undefined : shapeFromEnd(1).at(-1);
    const dimension = needed(flags.dimension ?? own, '--dimension', 'a memory without omega does not say its D');
    const neurons = flags.omega === 'local' ? shapeFromEnd(1)[0] : undefined;
    return { ...withNeurons(flags.neurons ?? neurons), ...oscillators(dimension, flags.omega) };
  }
  if (name === 'network') {
    const dimension = needed(flags.dimension, '--dimension', 'the file of a network does not say its D');
    return {
      ...withNeurons(flags.neurons ?? shapeFromEnd(3)[0]),
      threshold: units,
      ...oscillators(dimension, 'none'),
      coupling: { kind: 'network', kappaH, kappaK },
    };
  }
  if (flags.coupling === undefined) throw new UsageError('--coupling is needed: additive or multiplicative');
  if (base?.threshold === undefined)
    throw new UsageError('--base is needed: the memory that is edited, as safetensors');
  const dimension = needed(flags.dimension ?? shapeFromEnd(3)[1], '--dimension', 'the file does not show it');
  return {
    neurons: flags.neurons ?? base.neurons,
    threshold: base.threshold,
    ...oscillators(dimension, 'global', true),
    coupling: { kind: flags.coupling, kappaH, kappaK },
  };
}

function withNeurons(neurons: number | undefined): { readonly neurons?: number } {
  return neurons === undefined ? {} : { neurons };
}

/** The graphs K and HK of a system, as far as given. */
export interface Graphs {
  readonly K?: Graph | undefined;
  readonly HK?: Graph | undefined;
}

/** A system of its form and graphs; HK is K if it is not given. @throws {UsageError} for what is missing. @throws {HkmemError} */
export function systemOf({ neurons, threshold, oscillators, coupling }: SystemForm, graphs: Graphs): SystemSpec {
  if (neurons === undefined) throw new UsageError('--neurons is needed: the file does not say it');
  if (oscillators === undefined) {
    if (threshold === undefined)
      throw new UsageError('the system of the template has neither threshold nor oscillators');
    return hopfield(neurons, threshold);
  }
  const { K, HK } = graphs;
  if (K === undefined) {
    throw new UsageError(
      '--graph-k is needed: an .eqx file has no graph, and parameters per edge follow the edges it was made with, in order',
    );
  }
  const units = { ...oscillators, graph: K };
  if (threshold === undefined || coupling === undefined) return kuramoto(neurons, units);
  return hopfieldKuramoto(neurons, threshold, units, { ...coupling, graph: HK ?? K });
}
