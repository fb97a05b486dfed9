import { decode, hasPngSignature } from 'fast-png';
import { PictureError } from '../errors.ts';
import { mostPixels, type Picture } from './picture.ts';

/**
 * A PNG file as brightness: grey as it is, colours by their luminance (0.2126 R + 0.7152 G + 0.0722 B of ITU-R BT.709,
 * on the numbers as they stand), 1 to 16 bits, palettes, transparency.
 * @throws PictureError naming `source` if the bytes are no PNG, are damaged, or hold more than 4096 x 4096 pixels.
 */
export function decodePng(bytes: Uint8Array, source: string): Picture {
  if (bytes.length < 33 || !hasPngSignature(bytes)) throw new PictureError([`${source} is no PNG file`]);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [width, height] = [view.getUint32(16), view.getUint32(20)];
  if (width * height > mostPixels) {
    throw new PictureError([`${source} holds ${height} x ${width} pixels, allowed are ${mostPixels} in all`]);
  }
  try {
    return pictureOf(decode(bytes, { checkCrc: true }));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PictureError([`${source} is a damaged PNG file: ${reason}`], { cause });
  }
}

function pictureOf(png: ReturnType<typeof decode>): Picture {
  const { width, height, depth, channels, palette, transparency } = png;
  const samples = unpacked(png.data, { width: width * channels, height, depth });
  const most = 2 ** depth - 1;
  const levels = new Float64Array(height * width);
  const cover = new Float64Array(height * width).fill(1);
  for (let pixel = 0; pixel < levels.length; pixel++) {
    const at = pixel * channels;
    const index = samples[at]!;
    if (palette !== undefined) {
      const entry = palette[index];
      if (entry === undefined) throw new Error(`a pixel has colour ${index} of a palette of ${palette.length}`);
      levels[pixel] = luminance(entry[0]!, entry[1]!, entry[2]!) / 255;
      cover[pixel] = (entry[3] ?? 255) / 255;
      continue;
    }
    const colours = channels >= 3;
    levels[pixel] = (colours ? luminance(index, samples[at + 1]!, samples[at + 2]!) : index) / most;
    if (channels === 2 || channels === 4) cover[pixel] = samples[at + channels - 1]! / most;
    // One colour may stand for what is not there.
    else if (transparency?.length === channels && transparency.every((value, c) => value === samples[at + c])) {
      cover[pixel] = 0;
    }
  }
  return { height, width, levels, cover };
}

function luminance(red: number, green: number, blue: number): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Samples of 1, 2 or 4 bits stand packed, each row from a byte of its own on. */
function unpacked(
  data: ArrayLike<number>,
  { width, height, depth }: { readonly width: number; readonly height: number; readonly depth: number },
): ArrayLike<number> {
  const stride = Math.ceil((width * depth) / 8);
  if (depth >= 8) {
    if (data.length < width * height) throw new Error('its pixels are cut short');
    return data;
  }
  if (data.length < stride * height) throw new Error('its pixels are cut short');
  return Uint8Array.from({ length: width * height }, (_, n) => {
    const [row, column] = [Math.floor(n / width), n % width];
    const bit = column * depth;
    return (data[row * stride + (bit >> 3)]! >> (8 - depth - (bit & 7))) & (2 ** depth - 1);
  });
}
