import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { type Figure, svgDocument } from './figure.ts';

/** Colours of lines, told apart by people who see few. */
export const lineColours = ['#3b6fb6', '#d1495b', '#2f9e77', '#8a5fbf', '#b07d12'] as const;

/** Draws a plot as a standalone SVG. Legends are not drawn: label the marks themselves. */
export function plotFigure(options: Plot.PlotOptions, title = ''): Figure {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const [width, height] = [options.width ?? 640, options.height ?? 260];
  const drawn = Plot.plot({ ...options, width, height, document: document as unknown as Document });
  return svgDocument(width, height, drawn.outerHTML, title);
}

/** At most about `most` of a list, evenly spaced, with its last entry. */
export function thinned<Entry>(entries: readonly Entry[], most = 800): readonly Entry[] {
  const stride = Math.ceil(entries.length / most);
  return stride <= 1 ? entries : entries.filter((_, n) => n % stride === 0 || n === entries.length - 1);
}
