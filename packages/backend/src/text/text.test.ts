import { describe, expect, test } from 'vitest';
import { mostLevels, parseJson, shownJson } from './json-text.ts';
import { plainText } from './plain-text.ts';
import { TextEncodingError, TextError } from './text-error.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const utf16 = (text: string, mark: boolean, big: boolean): Uint8Array => {
  const units = mark ? `\uFEFF${text}` : text;
  const bytes = new Uint8Array(2 * units.length);
  const view = new DataView(bytes.buffer);
  for (let n = 0; n < units.length; n++) view.setUint16(2 * n, units.charCodeAt(n), !big);
  return bytes;
};

describe('plain text', () => {
  test('comes without a byte order mark, from bytes and from text', () => {
    for (const text of ['', 'a', 'größer\r\n', '{"a": 1}']) {
      for (const content of [text, `\uFEFF${text}`]) {
        expect(plainText(content, 'file')).toBe(text);
        expect(plainText(utf8(content), 'file')).toBe(text);
      }
    }
    // One mark alone is taken off; a second is a character of the text.
    expect(plainText('\uFEFF\uFEFFa', 'file')).toBe('\uFEFFa');
  });

  test.for([
    [true, true],
    [true, false],
    [false, true],
    [false, false],
  ] as const)('of UTF-16 is refused by name: mark %s, big endian %s', ([mark, big]) => {
    const bytes = utf16('{"a": 1}', mark, big);
    const named = `my.json is in UTF-16, ${big ? 'big' : 'little'} endian, allowed is UTF-8. Save it as UTF-8.`;
    expect(() => plainText(bytes, 'my.json')).toThrow(named);
    const encoding = named.slice('my.json is in '.length, named.indexOf(', allowed'));
    expect(() => plainText(bytes, 'my.json')).toThrow(new TextEncodingError('my.json', encoding));
    // The same after a reader has taken it for UTF-8.
    expect(() => plainText(new TextDecoder().decode(bytes), 'my.json')).toThrow(/UTF-16/);
  });

  test('of other bytes is refused', () => {
    expect(() => plainText(Uint8Array.of(0x61, 0xff), 'my.csv')).toThrow('my.csv is no UTF-8 text');
    expect(() => plainText(Uint8Array.of(0xff, 0xfe, 0, 0), 'my.csv')).toThrow('UTF-32, little endian');
    expect(() => plainText(Uint8Array.of(0, 0, 0xfe, 0xff), 'my.csv')).toThrow('UTF-32, big endian');
    // U+4100 after the mark: two bytes of 0 are not enough.
    expect(() => plainText(Uint8Array.of(0xff, 0xfe, 0, 0x41), 'my.csv')).toThrow('UTF-16, little endian');
    expect(() => plainText(Uint8Array.of(0xff, 0xfe, 0x41, 0), 'my.csv')).toThrow('UTF-16, little endian');
    // Half of a mark is none.
    for (const bytes of [
      [0xff, 0x61, 0x61],
      [0x61, 0xfe, 0x61],
      [0xfe, 0x61, 0x61],
    ]) {
      expect(() => plainText(Uint8Array.from(bytes), 'my.csv')).toThrow('my.csv is no UTF-8 text');
    }
  });
});

describe('JSON', () => {
  test('is read with a byte order mark and without', () => {
    expect(parseJson(utf8('\uFEFF{"a": [1]}'), 'file')).toEqual({ a: [1] });
    expect(parseJson('[]', 'file')).toEqual([]);
    expect(parseJson('null', 'file')).toBe(null);
  });

  test('is refused if it is none, with its source', () => {
    expect(() => parseJson('{', 'my.json')).toThrow(TextError);
    expect(() => parseJson('{', 'my.json')).toThrow(/^my.json is no JSON text \(/);
  });

  test.for([8_000, 200_000])('of %i levels is refused by name', (levels) => {
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
    ] as const) {
      const text = open.repeat(levels) + (open === '[' ? '' : '1') + close.repeat(levels);
      expect(() => parseJson(text, 'my.json')).toThrow(/my.json has .* nested more than 500 levels/);
    }
  });

  test(`of ${mostLevels} levels is read`, () => {
    expect(parseJson('['.repeat(mostLevels) + ']'.repeat(mostLevels), 'file')).toHaveLength(1);
    expect(() => parseJson('['.repeat(mostLevels + 1) + ']'.repeat(mostLevels + 1), 'file')).toThrow(TextError);
  });

  test('is shown short', () => {
    expect(shownJson({ a: 1 })).toBe('{"a":1}');
    expect(shownJson(undefined)).toBe('undefined');
    expect(shownJson('x'.repeat(1000))).toHaveLength(203);
    expect(shownJson(JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)))).toBe('a list that is nested too deeply');
  });
});
