import type { Look } from '@hkmem/view/protocol';
import { finite } from './log-end.ts';
import { cut, isObject } from './shown-settings.ts';

const mostImages = 40;
const mostPixels = 128 * 128;

/** A look that a file holds, or undefined if it is none that can be shown. */
export function lookOf(found: unknown): Look | undefined {
  if (!isObject(found) || !Array.isArray(found['images'])) return undefined;
  const [height, width] = [finite(found['height']) ?? 0, finite(found['width']) ?? 0];
  const pixels = height * width;
  if (!Number.isInteger(height) || !Number.isInteger(width) || pixels < 1 || pixels > mostPixels) return undefined;
  const images = found['images'].slice(0, mostImages).flatMap((image) => {
    if (!isObject(image)) return [];
    const [shown, recalled] = [numbers(image['shown']), numbers(image['recalled'])];
    if (shown.length !== pixels || recalled.length !== pixels) return [];
    return [{ label: finite(image['label']) ?? -1, answer: finite(image['answer']) ?? -1, shown, recalled }];
  });
  const energies = isObject(found['energies']) ? found['energies'] : {};
  const t = numbers(energies['t']);
  const terms = Object.entries(isObject(energies['terms']) ? energies['terms'] : {})
    .map(([name, values]) => [cut(name), numbers(values)] as const)
    .filter(([, values]) => values.length === t.length)
    .slice(0, 10);
  return {
    update: finite(found['update']) ?? 0,
    height,
    width,
    images,
    energies: { t, terms: Object.fromEntries(terms) },
  };
}

function numbers(value: unknown): number[] {
  return Array.isArray(value) ? value.slice(0, mostPixels).map((entry) => finite(entry) ?? 0) : [];
}
