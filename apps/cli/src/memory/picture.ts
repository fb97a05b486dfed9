import { parseIdx } from '@hkmem/datasets';
import { InputFileError } from '@hkmem/experiments';
import { messageOf, readInput } from '@hkmem/sweep';

/**
 * A picture from a file, scaled to the given size, as intensities in [0, 1] with ink as 1: an IDX file (its first
 * image), or PNG, JPEG, GIF or SVG. Of the latter, dark on light is taken as ink on paper and turned round.
 * @throws {InputFileError} if the file is not there or none of these.
 */
export async function readPicture(path: string, height: number, width: number): Promise<Float32Array> {
  const bytes = Buffer.from(await readInput(path, 'give an index into the test images, or a picture'));
  const type = mediaType(bytes);
  if (type !== undefined) return rendered(path, bytes, type, height, width);
  try {
    const { data, shape } = parseIdx(bytes, path);
    const [rows, columns] = shape.slice(-2);
    if (shape.length >= 2 && rows === height && columns === width) {
      return Float32Array.from(data.subarray(0, height * width), (level) => level / 255);
    }
  } catch (cause) {
    throw new InputFileError(path, 'is no picture: allowed are PNG, JPEG, GIF, SVG and IDX.', { cause });
  }
  throw new InputFileError(path, `holds no images of ${height} x ${width} pixels.`);
}

function mediaType(bytes: Buffer): string | undefined {
  if (bytes.subarray(0, 4).equals(Buffer.from([0x89, 0x50, 0x4e, 0x47]))) return 'image/png';
  if (bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) return 'image/jpeg';
  if (bytes.subarray(0, 4).toString('latin1') === 'GIF8') return 'image/gif';
  // Which takes a byte order mark for a space.
  const head = bytes.subarray(0, 512).toString('utf8').trimStart();
  return head.startsWith('<?xml') || head.startsWith('<svg') ? 'image/svg+xml' : undefined;
}

async function rendered(
  path: string,
  bytes: Buffer,
  type: string,
  height: number,
  width: number,
): Promise<Float32Array> {
  const { Resvg } = await import('@resvg/resvg-js');
  const href = `data:${type};base64,${bytes.toString('base64')}`;
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">` +
    `<image width="${width}" height="${height}" href="${href}"/></svg>`;
  let pixels: Buffer;
  try {
    pixels = new Resvg(svg).render().pixels;
  } catch (cause) {
    throw new InputFileError(path, `cannot be drawn: ${messageOf(cause)}.`, {
      cause,
    });
  }
  const levels = Float32Array.from({ length: height * width }, (_, i) => {
    const [red, green, blue, alpha] = pixels.subarray(4 * i, 4 * i + 4) as unknown as [number, number, number, number];
    // Colours come multiplied by alpha; what shows through is paper.
    return (0.2126 * red + 0.7152 * green + 0.0722 * blue + (255 - alpha)) / 255;
  });
  const mean = levels.reduce((sum, level) => sum + level, 0) / levels.length;
  return mean > 0.5 ? levels.map((level) => Math.max(0, 1 - level)) : levels.map((level) => Math.min(1, level));
}
