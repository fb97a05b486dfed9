import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import webpack from 'webpack';

const { library, packages } = inject('prepared');

/** Packages for Node alone. */
const forNode = ['hkmem', '@hkmem/sweep'];

/** What webpack says of a program in a folder where packages are installed, and how many bytes it makes of it. */
async function bundled(name: string, text: string): Promise<{ said: readonly string[]; bytes: number }> {
  const entry = join(library, `${name}.js`);
  writeFileSync(entry, text);
  const compiler = webpack({
    context: library,
    entry,
    mode: 'production',
    target: 'web',
    output: { path: join(library, name) },
    // How small a bundle can be made, and how large it may be, is not what is asked here.
    optimization: { minimize: false },
    performance: false,
  });
  const { errors, warnings, assets } = await new Promise<webpack.StatsCompilation>((resolve, reject) => {
    compiler!.run((error, stats) => {
      if (error !== null || stats === undefined) reject(error ?? new Error('webpack gave nothing'));
      else resolve(stats.toJson({ all: false, errors: true, warnings: true, assets: true }));
    });
  });
  const said = [...errors!, ...warnings!].map(({ message, moduleName }) => `${moduleName}: ${message}`);
  return { said, bytes: assets!.reduce((sum, { size }) => sum + size, 0) };
}

test('all packages for pages are bundled by webpack without a warning', async () => {
  const names = packages.map(({ name }) => name).filter((name) => !forNode.includes(name));
  const lines = names.map((name, at) => `export * as package${at} from '${name}';\n`);
  const { said, bytes } = await bundled('webpack-all', lines.join(''));
  expect(said).toEqual([]);
  expect(bytes).toBeGreaterThan(1e5);
});

test('what webpack warns of is seen here', async () => {
  const { said } = await bundled('webpack-warned', 'export const load = (name) => import(name);\n');
  expect(said.join()).toContain('Critical dependency');
});
