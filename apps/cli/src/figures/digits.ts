import { largestOf } from '@hkmem/backend';
import { escapeXml, type Figure, pngImage, svgDocument } from './figure.ts';
import { encodePng, type Rgb } from './png-encoder.ts';

/** One line of pictures. */
export interface DigitRow {
  readonly label: string;
  readonly pictures: readonly {
    /** Intensities, 0 for black ground, 1 for full ink; outside values are drawn as the nearest of both. */
    readonly pixels: ArrayLike<number>;
    /** A few words under the picture. */
    readonly caption?: string;
  }[];
}

const greys: readonly Rgb[] = Array.from({ length: 256 }, (_, level) => [level, level, level]);
const [cell, gap, left] = [70, 12, 96];

/** Rows of pictures: what was shown, what was spoiled, what came back. */
export function digitsFigure(title: string, height: number, width: number, rows: readonly DigitRow[]): Figure {
  const columns = largestOf(rows.map((row) => row.pictures.length));
  const rowHeight = cell + 22;
  const parts = rows.map((row, r) => {
    const top = r * rowHeight + 6;
    const pictures = row.pictures.map(({ pixels, caption = '' }, c) => {
      const x = left + c * (cell + gap);
      const text = `<text x="${x + cell / 2}" y="${top + cell + 13}" text-anchor="middle">${escapeXml(caption)}</text>`;
      return pngImage(greyPng(pixels, height, width), x, top, cell, cell) + text;
    });
    return `<text x="14" y="${top + cell / 2}">${escapeXml(row.label)}</text>${pictures.join('')}`;
  });
  return svgDocument(left + columns * (cell + gap) + 4, rows.length * rowHeight + 8, parts.join(''), title);
}

function greyPng(pixels: ArrayLike<number>, height: number, width: number): Uint8Array {
  const levels = Uint8Array.from({ length: height * width }, (_, i) => {
    return Math.round(255 * Math.min(1, Math.max(0, pixels[i] ?? 0)));
  });
  return encodePng(width, height, levels, greys);
}
