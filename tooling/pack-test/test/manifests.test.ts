import { readFileSync } from 'node:fs';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { run } from '@hkmem/release/run';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { describe, expect, inject, test } from 'vitest';

interface Manifest {
  readonly [field: string]: unknown;
  readonly exports: object;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: object;
}

/**
 * What arethetypeswrong finds in every package that is ESM alone, and why it stays so.
 * `CJSResolvesToESM`: `require` of a package gives ESM, which Node has from 22.12 on, the oldest that `engines` allows.
 * `NoResolution` under node10: TypeScript's resolution of before `exports` (gone from TypeScript 7) finds no subpaths.
 */
const accepted = new Set(['CJSResolvesToESM node16-cjs', 'NoResolution node10']);

const { tarballs, packages } = inject('prepared');

test('what is packed is what is published, each after what it needs', () => {
  expect(tarballs.map(({ name }) => name).sort()).toEqual(packages.map(({ name }) => name).sort());
  expect(packages.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['hkmem', '@hkmem/backend', '@hkmem/backend-wasm', '@hkmem/backend-webgpu']),
  );
  expect(packages).toHaveLength(15);
});

describe.for([...tarballs])('$name', ({ name, file }) => {
  const read = async (path: string): Promise<string> => {
    const { stdout, status } = await run('tar', ['-xOzf', file, `package/${path}`], { cwd: '.' });
    expect(status, `${path} is in the tarball`).toBe(0);
    return stdout;
  };
  const files = async (): Promise<string[]> => {
    const { stdout } = await run('tar', ['-tzf', file], { cwd: '.' });
    return stdout
      .trim()
      .split('\n')
      .map((path) => path.replace(/^package\//, ''))
      .sort();
  };

  test('carries its licence, its README, its build, and nothing else', async () => {
    const listed = await files();
    expect(listed).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'package.json']));
    expect(listed).toContain(name === 'hkmem' ? 'dist/main.js' : 'dist/index.js');
    const others = listed.filter(
      (path) =>
        !/^(LICENSE|README\.md|CHANGELOG\.md|package\.json|dist\/.*\.(js|js\.map|d\.ts)|bin\/hkmem\.js)$/.test(path) &&
        !(name === 'hkmem' && /^dist\/view\/(index\.html|view\.css)$/.test(path)),
    );
    expect(others).toEqual([]);
    expect(await read('LICENSE')).toMatch(/^MIT License/);
  });

  test('says what it is and what it needs', async () => {
    const manifest = JSON.parse(await read('package.json')) as Manifest;
    expect(manifest).toMatchObject({
      name,
      type: 'module',
      license: 'MIT',
      author: expect.stringMatching(/./),
      description: expect.stringMatching(/.{20}/),
      keywords: expect.arrayContaining(['hopfield-network', 'kuramoto', 'associative-memory']),
      engines: { node: '>=22.12' },
      exports: expect.anything(),
      sideEffects: expect.anything(),
      publishConfig: { access: 'public' },
    });
    // No address of the sources is known yet; one that is made up would send people astray.
    expect([manifest['repository'], manifest['homepage'], manifest['bugs']]).toEqual([undefined, undefined, undefined]);
    const { dependencies = {}, peerDependencies = {} } = manifest;
    const needed = { ...dependencies, ...peerDependencies };
    expect(JSON.stringify([needed, manifest.exports])).not.toMatch(/workspace:|catalog:|@hkmem\/source/);
    if (name !== 'hkmem') {
      // One engine and one registry of backends in a tree: whoever uses a package brings both.
      expect(Object.keys(dependencies)).not.toEqual(expect.arrayContaining(['@tensorflow/tfjs-core']));
      expect(Object.keys(dependencies)).not.toEqual(expect.arrayContaining(['@hkmem/backend']));
    }
    if ('webgpu' in needed) expect(manifest.peerDependenciesMeta).toMatchObject({ webgpu: { optional: true } });
  });

  test('publint finds nothing', async () => {
    const data = Uint8Array.from(readFileSync(file)).buffer;
    const { messages, pkg } = await publint({ pack: { tarball: data }, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });

  test('arethetypeswrong finds nothing but what is accepted', async () => {
    const result = await checkPackage(createPackageFromTarballData(Uint8Array.from(readFileSync(file))));
    if (name === 'hkmem') {
      // A program: nothing of it is imported, so it has no types.
      expect(result).toMatchObject({ types: false });
      return;
    }
    if (result.types === false) throw new Error(`${name} has no types`);
    const found = result.problems.map((problem) =>
      'resolutionKind' in problem ? `${problem.kind} ${problem.resolutionKind}` : problem.kind,
    );
    expect(found.filter((kind) => !accepted.has(kind))).toEqual([]);
  });
});
