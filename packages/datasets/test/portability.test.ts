import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const sources = fileURLToPath(new URL('../src/', import.meta.url));

test('no source imports a module of Node or another package than fflate and the errors, so that browsers can bundle all of them', () => {
  const files = readdirSync(sources).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  const imported = files.flatMap((name) => {
    const text = readFileSync(`${sources}${name}`, 'utf8').replaceAll(/typeof import\('[^']*'\)/g, '');
    return [...text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(([, module]) => module!);
  });
  expect(new Set(imported.filter((module) => !module.startsWith('./')))).toEqual(new Set(['fflate', '@hkmem/errors']));
});

test('what makes images of pictures imports the decoder besides, and nothing of Node', () => {
  const folder = `${sources}pictures/`;
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  const imported = files.flatMap((name) =>
    [...readFileSync(`${folder}${name}`, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'([^'.][^']*)'/g)].map(
      ([, module]) => module!,
    ),
  );
  expect(new Set(imported)).toEqual(new Set(['@hkmem/errors', 'fast-png']));
});
