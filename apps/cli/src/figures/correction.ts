import * as Plot from '@observablehq/plot';
import { type Figure, pngImage, stackFigures, svgDocument } from './figure.ts';
import { lineColours, plotFigure } from './plot.ts';
import { encodePng, type Rgb } from './png-encoder.ts';

/** Steps of the colour scale on either side of 0. */
const steps = 32;
const [blue, white, red]: readonly Rgb[] = [
  [33, 102, 172],
  [255, 255, 255],
  [178, 24, 43],
];
const palette: readonly Rgb[] = Array.from({ length: 2 * steps + 1 }, (_, i) => {
  const share = Math.abs(i - steps) / steps;
  const end = i < steps ? blue! : red!;
  return [0, 1, 2].map((c) => Math.round(white![c]! + share ** 0.7 * (end[c]! - white![c]!))) as unknown as Rgb;
});

/** A symmetric matrix [N, N] as a picture, blue below 0 and red above, and its singular values, largest first. */
export function correctionFigure(
  title: string,
  matrix: ArrayLike<number>,
  neurons: number,
  singularValues: ArrayLike<number>,
): Figure {
  let largest = 0;
  for (let i = 0; i < matrix.length; i++) largest = Math.max(largest, Math.abs(matrix[i]!));
  const indices = Uint8Array.from({ length: neurons * neurons }, (_, i) => {
    return largest === 0 ? steps : Math.round(steps * (1 + matrix[i]! / largest));
  });
  const side = 480;
  const shown = largest.toPrecision(3);
  const picture = svgDocument(
    640,
    side + 34,
    `${pngImage(encodePng(neurons, neurons, indices, palette), 80, 6, side, side)}` +
      `<rect x="80" y="6" width="${side}" height="${side}" fill="none" stroke="#999"/>` +
      `<text x="80" y="${side + 22}">neuron i down, neuron j across, 0 to ${neurons - 1}; ` +
      `blue is ${largest === 0 ? 0 : `-${shown}`}, white 0, red ${shown}</text>`,
  );
  const values = Array.from(singularValues, (value, n) => ({ n: n + 1, value }));
  const positive = values.filter(({ value }) => value > 1e-12 * (values[0]?.value ?? 0));
  const spectrum = plotFigure({
    marginLeft: 70,
    height: 220,
    x: { label: 'place', type: 'log' },
    y: { label: 'singular value', type: 'log', grid: true, tickFormat: '~g', ticks: 5 },
    marks: [Plot.dot(positive, { x: 'n', y: 'value', r: 2, fill: lineColours[0] })],
  });
  return stackFigures([picture, spectrum], title);
}
