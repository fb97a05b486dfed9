import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { checkBinary } from '../../backend-wasm/build/check-binary.ts';

/** Compiles `assembly/` into the two binaries of `generated/`, proves that they leave the memory alone, and embeds them. */

const root = fileURLToPath(new URL('..', import.meta.url));
const generated = `${root}generated/`;
const asc = createRequire(import.meta.url).resolve('assemblyscript/bin/asc.js');

mkdirSync(generated, { recursive: true });
for (const name of ['plain', 'relaxed']) {
  const out = `${generated}${name}.wasm`;
  const flags = ['-O3', '--converge', '--noAssert', '--runtime', 'stub', '--importMemory', '--noExportMemory'];
  flags.push('--use', 'abort=', '--enable', 'simd', ...(name === 'relaxed' ? ['--enable', 'relaxed-simd'] : []));
  const entries = ['product', 'attention', 'turn', 'step', 'sums', 'patches'].map((file) => `assembly/${file}.ts`);
  execFileSync(process.execPath, [asc, ...entries, ...flags, '-o', out], { cwd: root, stdio: 'inherit' });
  const binary = readFileSync(out);
  checkBinary(binary, name, false);
  writeFileSync(`${generated}${name}.js`, `export default '${binary.toString('base64')}';\n`);
  writeFileSync(`${generated}${name}.d.ts`, 'declare const base64: string;\nexport default base64;\n');
}
