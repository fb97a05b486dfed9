import type { DamageSettings } from '../lib/corrupted.ts';

/** Pixels in [0, 1] of 28 x 28 as lines of hexadecimal, two letters a pixel, for a program that holds its image. */
export function imageLines(pixels: ArrayLike<number>): string {
  const rows = Array.from({ length: 28 }, (_, row) =>
    Array.from({ length: 28 }, (_, column) =>
      Math.round(255 * pixels[28 * row + column]!)
        .toString(16)
        .padStart(2, '0'),
    ).join(''),
  );
  return rows.map((row) => `  '${row}',`).join('\n');
}

/** A pattern of +1 and -1 as hexadecimal, four pixels a letter. */
export function patternHex(pattern: ArrayLike<number>): string {
  return Array.from({ length: Math.ceil(pattern.length / 4) }, (_, n) =>
    [0, 1, 2, 3].reduce((nibble, k) => 2 * nibble + Number((pattern[4 * n + k] ?? -1) > 0), 0).toString(16),
  ).join('');
}

/** The image that a scene shows: one of the page's test digits, or pixels. */
export type ShownImage =
  | { readonly kind: 'sample'; readonly place: number; readonly index: number; readonly label: number }
  | { readonly kind: 'drawing'; readonly pixels: ArrayLike<number> };

/** Lines that load the page's test digits, 784 levels each, as `name`. */
export function digitsCode(name: string): string {
  return `const ${name}File = await (await fetch(\`\${weights}digits.bin\`)).blob();
const ${name} = new Uint8Array(await new Response(${name}File.stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer());`;
}

/** Lines that make `image`, 784 numbers in [0, 1]. */
export function imageCode(image: ShownImage): string {
  return image.kind === 'sample'
    ? `// MNIST test image ${image.index}, a ${image.label}.
${digitsCode('digits')}
const image = Float32Array.from(digits.subarray(784 * ${image.place}, 784 * ${image.place + 1}), (level) => level / 255);`
    : `// What was drawn: 28 rows of pixels, 00 to ff.
const rows = [
${imageLines(image.pixels)}
];
const image = Float32Array.from(rows.join('').match(/../g) ?? [], (level) => Number.parseInt(level, 16) / 255);`;
}

/** Lines that make `cue` of `image`; with no damage they are the same. */
export function damageCode({ kind, level, half, size, seed }: DamageSettings): string {
  if (kind === 'none') return 'const cue = image;';
  const how =
    kind === 'noise'
      ? `{ kind: 'noise', level: ${level} }`
      : kind === 'erase'
        ? `{ kind: 'erase', half: '${half}' }`
        : `{ kind: 'occlude', size: ${size}, value: 0.5 }`;
  return `const random = RandomKey.fromSeed(${seed}).fold('damage').stream();
const cue = corrupt(image, ${how}, random, { height: 28, width: 28 });`;
}

/** Lines that show 28 x 28 numbers from 0 to 1 of `name` as letters. */
export function pictureCode(name: string): string {
  return `for (let row = 0; row < 28; row++) {
  const line = Array.from(${name}.slice(28 * row, 28 * row + 28), (level) => ' .:-=+*#%@'[Math.max(0, Math.min(9, Math.round(9 * level)))]);
  console.log(line.join(''));
}`;
}

/** Lines that load `name`.json of the page and what its file, which is compressed, holds: levels of a byte, each worth `scale`. */
export function weightsCode(name: string): string {
  return `const ${name} = await (await fetch(\`\${weights}${name}.json\`)).json();
const ${name}File = await (await fetch(\`\${weights}\${${name}.file}\`)).blob();
const ${name}Bytes = await new Response(${name}File.stream().pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();`;
}

/** A number as TypeScript has it. */
export function numberText(value: number): string {
  return String(Number(value.toPrecision(9)));
}
