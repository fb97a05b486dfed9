import type { LayerSpec } from '@hkmem/backend';
import {
  activityNames,
  type BetaConfig,
  betaFromText,
  type LayerConfig,
  layersFromText,
  suggestion,
  thresholdSpecOf,
} from '@hkmem/experiments';
import { LawError, type LawKind, lawFromText } from '@hkmem/laws';
import { UsageError } from '../console/errors.ts';
import { wholeNumber } from './flags.ts';

/** What may stand after a flag of a law. */
export interface AllowedLaws {
  readonly names: readonly string[];
  readonly kind: LawKind;
  /** Of laws of pairs: whether they read gi and gj. */
  readonly coupled?: boolean;
}

/** @throws {UsageError} unless the text is one of the names or a formula, with the nearest name or what is wrong in it. */
export function checkLawFlag(flag: string, text: string, { names, kind, coupled }: AllowedLaws): void {
  if (names.includes(text)) return;
  if (/^[A-Za-z][A-Za-z0-9_-]+$/.test(text)) {
    throw new UsageError(`${flag}: '${text}' is not known; ${suggestion(text, names)}`);
  }
  try {
    const law = lawFromText(kind, text);
    if (law.kind !== 'pair' || law.facts.coupled === coupled) return;
  } catch (cause) {
    if (!(cause instanceof LawError)) throw cause;
    throw new UsageError(`${flag}: ${cause.message}`);
  }
  throw new UsageError(`${flag}: '${text}' should read ${coupled ? 'gi and gj, as a coupling does' : 'r alone'}`);
}

/** @throws {UsageError} unless the text is a number above 0, `layer` or `neuron`. */
export function checkedBeta(text: string): BetaConfig {
  const beta = betaFromText(text);
  if (beta === 'layer' || beta === 'neuron' || (typeof beta === 'number' && beta > 0)) return beta;
  throw new UsageError(`--beta: got '${text}', allowed are a number above 0, layer and neuron`);
}

/** Layers after `--layers`, sizes or more. @throws {UsageError} for what cannot be read. */
export function layersOf(text: string): readonly (number | LayerSpec)[] {
  const layers = layersFromText(text).map((layer): number | LayerConfig => {
    if (typeof layer === 'string') throw new UsageError(`--layers: '${layer}' is no layer; write 200 or 200 tanh @ 2`);
    const { size, activation, beta } = typeof layer === 'number' ? { size: layer } : layer;
    wholeNumber('--layers', String(size));
    if (activation !== undefined) checkLawFlag('--layers', activation, { names: activityNames, kind: 'lagrangian' });
    if (beta !== undefined) checkedBeta(String(beta));
    return layer;
  });
  return thresholdSpecOf({ activation: 'relu', layers }).layers!;
}
