import { NpyError } from '../errors.ts';
import { type Descr, parseDescr } from './dtypes.ts';

/** What the header of an .npy array says. */
export interface NpyHeader extends Descr {
  readonly shape: readonly number[];
  /** Whether the first index runs fastest. */
  readonly fortranOrder: boolean;
  /** Where the data starts, counted from the start of the bytes. */
  readonly dataStart: number;
}

/** \x93NUMPY */
const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** The longest header that NumPy reads without being asked to. */
const longestHeader = 10_000;
/** The most dimensions that NumPy has. */
const mostDimensions = 64;

/**
 * Reads the header of the .npy array that starts at `offset`: versions 1.0 to 3.0.
 * @throws {NpyError} saying what is not as it should be.
 */
export function readNpyHeader(bytes: Uint8Array, offset: number): NpyHeader {
  const left = bytes.length - offset;
  if (left < 10) throw new NpyError(`${left} bytes at ${offset}, at least 10 are needed. The file is cut short.`);
  if (!magic.every((byte, n) => bytes[offset + n] === byte)) {
    throw new NpyError(`no array starts at byte ${offset}: '\\x93NUMPY' is missing. The file is of another format.`);
  }
  const [major, minor] = [bytes[offset + 6]!, bytes[offset + 7]!];
  if (major < 1 || major > 3 || minor !== 0) {
    throw new NpyError(`the array is of version ${major}.${minor}, read are 1.0, 2.0 and 3.0.`);
  }
  const textStart = offset + (major === 1 ? 10 : 12);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (textStart > bytes.length) throw new NpyError('the header is cut short. Get the file again.');
  const length = major === 1 ? view.getUint16(offset + 8, true) : view.getUint32(offset + 8, true);
  if (length > longestHeader || length > bytes.length - textStart) {
    throw new NpyError(
      `the header should have ${length} bytes, the file has ${bytes.length - textStart} more (at most ${longestHeader} ` +
        'are read). The file is cut short, or not of this format.',
    );
  }
  const dataStart = textStart + length;
  return { ...parseText(decode(bytes.subarray(textStart, dataStart), major)), dataStart };
}

function decode(bytes: Uint8Array, major: number): string {
  if (major < 3) return Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new NpyError('the header of a version 3.0 array is not UTF-8.', { cause });
  }
}

const member =
  /\s*(?:'([^'\\\n]*)'|"([^"\\\n]*)")\s*:\s*(?:'([^'\\\n]*)'|"([^"\\\n]*)"|(True|False)|(\([\dL,\s]*\))|(\[))\s*(,?)/y;

/** Reads the Python literal that a header is: a dictionary of descr, fortran_order and shape, and nothing else. */
function parseText(text: string): Omit<NpyHeader, 'dataStart'> {
  const body = /^\s*\{([\s\S]*)\}\s*$/.exec(text)?.[1];
  const wrong = (problem: string): NpyError =>
    new NpyError(
      `the header is '${text.trim().slice(0, 100)}': ${problem}. Expected are descr, fortran_order and shape.`,
    );
  if (body === undefined) throw wrong('it is no dictionary');
  const values = new Map<string, string | boolean | readonly number[]>();
  member.lastIndex = 0;
  let at = 0;
  while (body.slice(at).trim() !== '') {
    member.lastIndex = at;
    const match = member.exec(body);
    if (match === null) throw wrong(`it cannot be read from character ${at} on`);
    const [whole, single, double, text1, text2, truth, tuple, list, comma] = match;
    const key = single ?? double ?? '';
    if (values.has(key)) throw wrong(`it has '${key}' twice`);
    if (list !== undefined) {
      throw new NpyError('the array is of structures, of which none are read. Save its fields as arrays of their own.');
    }
    const string = text1 ?? text2;
    values.set(key, tuple !== undefined ? parseShape(tuple) : (string ?? truth === 'True'));
    at += whole.length;
    if (comma === '' && body.slice(at).trim() !== '') throw wrong('a comma is missing');
  }
  const [descr, fortranOrder, shape] = [values.get('descr'), values.get('fortran_order'), values.get('shape')];
  if (values.size !== 3 || typeof descr !== 'string' || typeof fortranOrder !== 'boolean' || !Array.isArray(shape)) {
    throw wrong(`it has ${[...values.keys()].join(', ') || 'nothing'}`);
  }
  return { ...parseDescr(descr), fortranOrder, shape: shape as readonly number[] };
}

function parseShape(tuple: string): readonly number[] {
  const inner = tuple.slice(1, -1).trim();
  if (inner === '') return [];
  const parts = inner.split(',').map((part) => part.trim());
  if (parts.length === 1) throw new NpyError(`the shape is ${tuple}, a tuple of one entry has a comma: (${inner},).`);
  if (parts.at(-1) === '') parts.pop();
  const shape = parts.map((part) => (/^\d{1,16}L?$/.test(part) ? Number.parseInt(part, 10) : Number.NaN));
  if (shape.length > mostDimensions || !shape.every(Number.isSafeInteger)) {
    throw new NpyError(
      `the shape is ${tuple.slice(0, 100)}, allowed are up to ${mostDimensions} whole numbers below 2^53.`,
    );
  }
  return shape;
}
