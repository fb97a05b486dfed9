import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { entryPoints } from '../scripts/entry-points.ts';
import { built } from './browser.ts';

const page = (name: string): string => readFileSync(join(built, `api/${name}.html`), 'utf8');

test('every name that an entry exports has its place on the page of that entry', () => {
  for (const { name, page: path, source } of entryPoints) {
    if (name === '@hkmem/backend/tf') continue;
    const exported = [...readFileSync(source, 'utf8').matchAll(/export (?:type )?\{([^}]*)\}/g)]
      .flatMap(([, names]) => names!.split(','))
      .map((entry) => entry.trim().replace(/^type /, ''))
      .filter((entry) => entry !== '');
    expect(exported.length, name).toBeGreaterThan(0);
    const text = page(path);
    expect(
      exported.filter((symbol) => !text.includes(`id="${symbol.toLowerCase()}"`)),
      name,
    ).toEqual([]);
  }
});

test('what is thrown is named and linked', () => {
  const dynamics = page('@hkmem/dynamics');
  expect(dynamics).toMatch(/<a href="#divergederror">\s*<code>DivergedError<\/code>\s*<\/a> or/);
  expect(page('@hkmem/datasets')).toMatch(/<a href="#valueerror">\s*<code>ValueError<\/code>/);
});
