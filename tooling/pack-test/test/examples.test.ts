import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '@hkmem/release/run';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { examplesOf, importsOf, installedBy } from '../src/examples.ts';
import { compilers, resolutions, type TypeCheck, typeCheck } from '../src/type-check.ts';

const { packages, library } = inject('prepared');
const readmes = packages
  .filter(({ name }) => name !== 'hkmem')
  .map(({ name, folder }) => ({ name, text: readFileSync(join(folder, 'README.md'), 'utf8') }));
const examples = readmes.flatMap(({ name, text }) => examplesOf(name, text));

test('every README has an example that prints, and says how to install what it imports', () => {
  for (const { name, text } of readmes) {
    const own = examplesOf(name, text);
    expect(own, name).not.toHaveLength(0);
    for (const { code, prints } of own) {
      expect(prints, name).not.toHaveLength(0);
      // `@hkmem/datasets` needs nothing of ours, and npm brings what a package of ours depends on.
      const missing = importsOf(code).filter((imported) => !installedBy(text).includes(imported));
      expect(missing, `${name}: imported, not in its npm install line`).toEqual([]);
    }
  }
});

describe('compiled with declarations of libraries checked', () => {
  const results = new Map<string, TypeCheck>();
  beforeAll(async () => {
    for (const { title, code } of examples) writeFileSync(join(library, `${title}.ts`), code);
    for (const compiler of compilers) {
      for (const resolution of resolutions) {
        results.set(`${compiler} ${resolution}`, await typeCheck(library, compiler, resolution));
      }
    }
  });

  for (const compiler of compilers) {
    test.for([...resolutions])(`${compiler}, strict, moduleResolution %s: no error`, (resolution) => {
      const { ours, othersAtFault } = results.get(`${compiler} ${resolution}`)!;
      expect(ours).toEqual([]);
      // The declarations of tfjs-core have faults; ours do not lead there.
      expect(othersAtFault).toEqual([]);
    });
  }

  test.for(examples.map((example) => [example.title, example] as const))(
    'example %s runs in plain Node and prints what it says',
    async ([title, { prints }]) => {
      const file = join('compiled-nodenext-typescript', `${title}.js`);
      const { stdout, stderr, status } = await run(process.execPath, [file], { cwd: library });
      expect({ stdout: stdout.trim().split('\n'), stderr, status }).toEqual({ stdout: prints, stderr: '', status: 0 });
    },
  );
});
