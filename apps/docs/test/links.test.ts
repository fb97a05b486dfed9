import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { placeholder } from '../scripts/relocatable.ts';
import { built } from './browser.ts';

/** Every file of the build, by its path in it. */
const files: readonly string[] = existsSync(built)
  ? readdirSync(built, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(built, join(entry.parentPath, entry.name)))
  : [];
const pages = new Map(
  files
    .filter((file) => file.endsWith('.html'))
    .map((file) => [file, readFileSync(join(built, file), 'utf8')] as const),
);
const idsOf = (text: string): ReadonlySet<string> => {
  return new Set([...text.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => decode(id!)));
};
const ids = new Map([...pages].map(([file, text]) => [file, idsOf(text)] as const));

function decode(text: string): string {
  return text.replaceAll('&amp;', '&').replaceAll('&quot;', '"');
}

test('the build is there, with the guide and a page for every entry of every package', () => {
  expect([...pages.keys()].filter((page) => page.startsWith('guide/')).length).toBeGreaterThanOrEqual(15);
  for (const name of ['backend', 'backend/tf', 'backend/conformance', 'training/formats', 'backend-webgpu']) {
    expect(pages.has(`api/@hkmem/${name}.html`), name).toBe(true);
  }
});

test('every link inside leads to a page, and to a place on it', () => {
  const dead: string[] = [];
  for (const [page, text] of pages) {
    if (page === '404.html') continue;
    for (const [, found] of text.matchAll(/<a\s[^>]*?href="([^"]*)"/g)) {
      const address = decode(found!);
      if (/^[a-z]+:/.test(address)) continue;
      const [path = '', anchor = ''] = address.split('#');
      const inside = path === '' ? page : relative(built, resolve(built, dirname(page), decodeURI(path)));
      if (inside === '..') continue; // the demo
      const file = inside === '' || path.endsWith('/') ? join(inside, 'index.html') : inside;
      if (!pages.has(file)) dead.push(`${page}: ${address}`);
      else if (anchor !== '' && !ids.get(file)!.has(decodeURIComponent(anchor))) dead.push(`${page}: ${address}`);
    }
  }
  expect(dead).toEqual([]);
});

test('no id stands twice on a page', () => {
  const twice = [...pages].flatMap(([page, text]) => {
    const all = [...text.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id!);
    return all.filter((id, n) => all.indexOf(id) !== n).map((id) => `${page}#${id}`);
  });
  expect(twice).toEqual([]);
});

test('nothing names the base it was built for, and no page loads from another host', () => {
  for (const file of files.filter((name) => /\.(html|js|css|json)$/.test(name))) {
    expect(readFileSync(join(built, file), 'utf8').includes(placeholder), file).toBe(false);
  }
  for (const [page, text] of pages) {
    const loaded = [...text.matchAll(/<(?:script|img|link)\s[^>]*?(?:src|href)="([^"]*)"/g)].map(
      ([, address]) => address!,
    );
    expect(
      loaded.filter((address) => /^(?:https?:)?\/\//.test(address)),
      page,
    ).toEqual([]);
  }
});
