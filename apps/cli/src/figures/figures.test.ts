import { Resvg } from '@resvg/resvg-js';
import { describe, expect, test } from 'vitest';
import { correctionFigure } from './correction.ts';
import { curvesFigure } from './curves.ts';
import { digitsFigure } from './digits.ts';
import { energyFigure } from './energy.ts';
import { type Figure, pngImage, svgDocument } from './figure.ts';
import { encodePng } from './png-encoder.ts';
import { renderPng } from './render.ts';

const numbers = (count: number, value: (index: number) => number): Float64Array =>
  Float64Array.from({ length: count }, (_, index) => value(index));

const updates = Array.from({ length: 60 }, (_, n) => {
  return { kind: 'update', update: n + 1, loss: 3 * 0.95 ** n, rate: 1e-3, seconds: 0.1 } as const;
});
const energies = Array.from({ length: 12 }, (_, n) => {
  const terms = {
    hopfield: Float64Array.of(-n),
    kuramoto: Float64Array.of(-2 * n),
    coupling: Float64Array.of(-0.1 * n),
  };
  const total = Float64Array.of(-3.1 * n);
  return { t: n / 11, terms: { ...terms, total }, total };
});
const matrix = numbers(40 * 40, (k) => (k % 7 === 0 ? Math.sin(k) : 0));
const figures: Record<string, Figure> = {
  curves: curvesFigure('Training & test <1>', [...updates, { kind: 'accuracy', update: 60, accuracy: 0.9, count: 50 }]),
  energy: energyFigure('Energy', energies),
  digits: digitsFigure('Digits', 8, 8, [
    { label: 'shown', pictures: [{ pixels: numbers(64, (i) => i / 63), caption: 'a 1' }] },
  ]),
  correction: correctionFigure(
    'Correction',
    matrix,
    40,
    numbers(40, (i) => 0.5 ** i),
  ),
  'zero correction': correctionFigure('Correction', new Float64Array(16), 4, new Float64Array(4)),
};

/** Colours of a figure as drawn by a strict XML and SVG reader, without its text. */
function drawnColours(figure: Figure): Set<string> {
  const { pixels } = new Resvg(figure.svg, { font: { loadSystemFonts: false } }).render();
  const colours = new Set<string>();
  for (let i = 0; i < pixels.length; i += 4) colours.add(pixels.subarray(i, i + 3).join(' '));
  return colours;
}

describe.for(Object.entries(figures))('%s', ([, figure]) => {
  test('is a standalone SVG of its size that a strict reader draws', () => {
    expect(figure.svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    const reader = new Resvg(figure.svg, { font: { loadSystemFonts: false } });
    expect([reader.width, reader.height]).toEqual([figure.width, figure.height]);
    expect(drawnColours(figure).size).toBeGreaterThan(1);
    expect(figure.svg).not.toMatch(/NaN|undefined/);
    expect(figure.svg.length).toBeLessThan(1e6);
  });

  test('is a PNG of twice that size', async () => {
    const png = Buffer.from(await renderPng(figure));
    expect(png.subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([2 * figure.width, 2 * figure.height]);
  });
});

test('pixels come back from an encoded picture as they went in', () => {
  const palette = [
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255],
    [10, 20, 30],
  ] as const;
  const indices = Uint8Array.of(0, 1, 2, 3, 2, 1);
  const { pixels } = new Resvg(svgDocument(3, 2, pngImage(encodePng(3, 2, indices, palette), 0, 0, 3, 2)).svg).render();
  const drawn = Array.from({ length: 6 }, (_, i) => [...pixels.subarray(4 * i, 4 * i + 3)]);
  expect(drawn).toEqual(Array.from(indices, (index) => [...palette[index]!]));
});

test('pictures have text', async () => {
  const png = await renderPng(svgDocument(100, 30, '<text x="5" y="20" font-size="16">energy E</text>'));
  const { pixels } = new Resvg(svgDocument(200, 60, pngImage(png, 0, 0, 200, 60)).svg).render();
  const dark = Array.from({ length: 200 * 60 }, (_, i) => pixels[4 * i]!).filter((level) => level < 128);
  // Eight letters of some 20 by 20 drawn pixels with strokes of 3.
  expect(dark.length).toBeGreaterThan(200);
});

test('a positive entry is red, a negative one blue', () => {
  const colours = [...drawnColours(correctionFigure('', Float64Array.of(0, 1, -1, 0), 2, [1, 1]))].map((text) =>
    text.split(' ').map(Number),
  );
  expect(colours.some(([red, , blue]) => red! > 150 && blue! < 60)).toBe(true);
  expect(colours.some(([red, , blue]) => blue! > 150 && red! < 60)).toBe(true);
});
