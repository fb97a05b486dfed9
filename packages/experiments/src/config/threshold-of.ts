import type { LayerSpec, ThresholdSpec } from '@hkmem/backend';
import { type LagrangianLaw, lagrangianLaws, lawToText } from '@hkmem/laws';
import { activationOf } from './named-laws.ts';
import type { BetaConfig, LagrangianConfig, LayerConfig, MemoryConfig } from './settings.ts';

/** The threshold units of a configured memory, between so many pixels and so many units that are read. */
export function thresholdOf(
  { hidden = 0, layers, pixels, classes, ...shared }: MemoryConfig,
  [first, last]: readonly [pixels: number, classes: number],
): { readonly neurons: number; readonly threshold: ThresholdSpec } {
  if (layers === undefined) return { neurons: first + hidden + last, threshold: thresholdSpecOf(shared) };
  const all = [{ size: first, ...pixels }, ...layers, { size: last, ...classes }];
  const neurons = all.reduce<number>((sum, layer) => sum + (typeof layer === 'number' ? layer : layer.size), 0);
  return { neurons, threshold: thresholdSpecOf({ ...shared, layers: all }) };
}

/** Threshold units as settings have them, all layers among them, with what names and formulas stand for. */
export function thresholdSpecOf({
  activation,
  beta,
  layers,
}: Pick<MemoryConfig, 'activation' | 'beta' | 'layers'>): ThresholdSpec {
  return {
    activation: activationOf(activation),
    ...(beta !== undefined && { beta }),
    ...(layers && { layers: layers.map((layer) => (typeof layer === 'number' ? layer : layerOf(layer))) }),
  };
}

/** A layer that says nothing of its own is its size, as in memories from before layers could. */
function layerOf({ size, activation, beta }: LayerConfig): number | LayerSpec {
  if (activation === undefined && beta === undefined) return size;
  return {
    size,
    ...(activation !== undefined && { activation: activationOf(activation) }),
    ...(beta !== undefined && { beta }),
  };
}

/** What a configuration says of threshold units, for memories whose system is known: the inverse of `thresholdOf`. */
export function memoryOf({ activation, beta, layers }: ThresholdSpec): Omit<MemoryConfig, 'hidden'> {
  const shared = { activation: textOf(activation), ...betaOf(beta) };
  if (layers === undefined) return shared;
  const own = layers.map((layer) => (typeof layer === 'number' ? layer : configOf(layer)));
  const [pixels, classes] = [own[0]!, own.at(-1)!].map((layer) => (typeof layer === 'number' ? undefined : layer));
  return {
    ...shared,
    layers: own.slice(1, -1),
    ...(pixels && { pixels: withoutSize(pixels) }),
    ...(classes && { classes: withoutSize(classes) }),
  };
}

function configOf({ size, activation, beta }: LayerSpec): LayerConfig {
  return { size, ...(activation !== undefined && { activation: textOf(activation) }), ...betaOf(beta) };
}

function withoutSize({ size: _, ...own }: LayerConfig): LagrangianConfig {
  return own;
}

function textOf(activation: ThresholdSpec['activation'] | LagrangianLaw): string {
  if (typeof activation === 'string') return activation;
  return activation === lagrangianLaws.clip ? 'clip' : lawToText(activation);
}

/** Where an inverse temperature that is a parameter starts is not said by a configuration: its values are at hand. */
function betaOf(beta: ThresholdSpec['beta']): { readonly beta?: BetaConfig } {
  if (beta === undefined) return {};
  return { beta: typeof beta === 'object' ? beta.per : beta };
}
