import type { BetaConfig, LayerConfig } from './settings.ts';

/** Size, then the Lagrangian if it has one of its own, then beta after @. */
const layer = /^(\d+)(?:\s+([^@]*?))?\s*(?:@\s*(\S+))?$/;

/**
 * Layers as one line of text has them: sizes with commas between, `200,100`; or with | between, each a size, then its activity
 * by name or as a formula, if it has one of its own, and its inverse temperature after @, a number, `layer` or `neuron`:
 * `1000 softmax @ 4 | 50 softplus(b * x) / b; b: one`. What cannot be read stays text, for the check of settings to refuse.
 */
export function layersFromText(text: string): readonly (number | LayerConfig | string)[] {
  const own = /[|@A-Za-z]/.test(text);
  return text.split(own ? '|' : ',').map((part) => {
    const words = part.trim();
    const [, size, activation, beta] = layer.exec(words) ?? [];
    if (size === undefined) return words === '' || Number.isNaN(Number(words)) ? words : Number(words);
    if (activation === undefined && beta === undefined) return Number(size);
    return {
      size: Number(size),
      ...(activation ? { activation } : {}),
      ...(beta === undefined ? {} : { beta: betaFromText(beta) }),
    };
  });
}

/** The inverse temperature that a text says; a word stays one, for the check of settings. */
export function betaFromText(text: string): BetaConfig {
  const value = Number(text);
  return Number.isNaN(value) || text.trim() === '' ? (text as BetaConfig) : value;
}

/** Layers as `layersFromText` reads them. */
export function layersToText(layers: readonly (number | LayerConfig)[]): string {
  if (layers.every((each) => typeof each === 'number')) return layers.join(', ');
  return layers
    .map((each) => {
      if (typeof each === 'number') return String(each);
      const { size, activation, beta } = each;
      return [size, ...(activation === undefined ? [] : [activation]), ...(beta === undefined ? [] : ['@', beta])].join(
        ' ',
      );
    })
    .join(' | ');
}
