import { type Named, named } from '../linear/gradients.ts';
import type { Operations, Value } from '../operations/operations.ts';
import type { LayerSpec } from './layer-spec.ts';

/** The stimulus [R, C] normalised as the layer says. */
export function normaliseStimulus<V extends Value>(
  operations: Operations<V>,
  { stimulus, n }: LayerSpec,
  parameters: Named<V>,
  c: V,
  batch: number,
): V {
  if (stimulus === 'none') return c;
  const standard = stimulus === 'gn' ? operations.standardise(c, n, batch) : c;
  const scaled = operations.multiplyRow(standard, named(parameters, scaleName(stimulus)));
  return operations.addRow(scaled, named(parameters, 'c_norm.bias'));
}

/** Cotangent of c, and gradients of scale and bias. */
export function normaliseStimulusVjp<V extends Value>(
  operations: Operations<V>,
  { stimulus, n }: LayerSpec,
  parameters: Named<V>,
  c: V,
  batch: number,
  cotangent: V,
): { c: V; gradients: Named<V> } {
  if (stimulus === 'none') return { c: cotangent, gradients: {} };
  const standard = stimulus === 'gn' ? operations.standardise(c, n, batch) : c;
  const slopes = operations.multiplyRow(cotangent, named(parameters, scaleName(stimulus)));
  return {
    c: stimulus === 'gn' ? operations.standardiseVjp(c, n, batch, slopes) : slopes,
    gradients: {
      [scaleName(stimulus)]: operations.sumRows(operations.multiply(standard, cotangent)),
      'c_norm.bias': operations.sumRows(cotangent),
    },
  };
}

function scaleName(stimulus: 'sandb' | 'gn'): string {
  return stimulus === 'gn' ? 'c_norm.weight' : 'c_norm.scale';
}
