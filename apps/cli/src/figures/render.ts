import { type RunFolder, runFiles } from '@hkmem/sweep';
import type { Figure } from './figure.ts';
import { fontOptions } from './fonts.ts';

/** A figure as PNG, two pixels for each of the SVG's. */
export async function renderPng(figure: Figure): Promise<Uint8Array> {
  const { Resvg } = await import('@resvg/resvg-js');
  return new Resvg(figure.svg, { font: fontOptions(), fitTo: { mode: 'zoom', value: 2 } }).render().asPng();
}

/** Writes a figure as `figures/<name>.svg` and `.png`; returns both names within the folder. */
export async function writeFigure(folder: RunFolder, name: string, figure: Figure): Promise<readonly string[]> {
  const stem = `${runFiles.figures}/${name}`;
  await folder.write(`${stem}.svg`, figure.svg);
  await folder.write(`${stem}.png`, await renderPng(figure));
  return [`${stem}.svg`, `${stem}.png`];
}
