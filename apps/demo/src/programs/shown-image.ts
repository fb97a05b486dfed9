import type { DamageSettings } from '../lib/corrupted.ts';
import type { SampleDigit } from '../lib/digits.ts';
import { rasterise, strokesFromText } from '../lib/ink.ts';
import type { ShownImage } from './program-text.ts';

/** What of a scene's settings says which image it shows. */
export interface ImageSettings {
  readonly from: string;
  readonly digit: string;
  readonly example: number;
  readonly ink: string;
  readonly damage: string;
  readonly level: number;
  readonly half: string;
  readonly size: number;
}

/** The test digit that settings choose, if it is loaded. */
export function chosenSample(settings: ImageSettings, samples: readonly SampleDigit[]): SampleDigit | undefined {
  const offered = samples.filter((sample) => String(sample.label) === settings.digit);
  return offered[Math.abs(settings.example) % Math.max(1, offered.length)];
}

/** Whether the image is a pad on which nothing is drawn, whatever damage puts there. */
export function isEmptyPad({ from, ink }: Pick<ImageSettings, 'from' | 'ink'>): boolean {
  return from === 'drawing' && strokesFromText(ink).length === 0;
}

/** How the image is spoiled; another image is spoiled elsewhere. */
export function damageOf(settings: ImageSettings, sample: SampleDigit | undefined): DamageSettings {
  const { damage, level, half, size } = settings;
  return { kind: damage, level, half, size, seed: (sample?.index ?? 0) + 1 };
}

/** The image that settings show, and how it is spoiled, for a program. */
export function shownImage(
  settings: ImageSettings,
  samples: readonly SampleDigit[],
): { readonly image: ShownImage; readonly damage: DamageSettings } {
  const sample = chosenSample(settings, samples);
  const damage = damageOf(settings, sample);
  if (settings.from === 'drawing' || sample === undefined) {
    return { image: { kind: 'drawing', pixels: rasterise(strokesFromText(settings.ink)) }, damage };
  }
  const { index, label } = sample;
  return { image: { kind: 'sample', place: samples.indexOf(sample), index, label }, damage };
}
