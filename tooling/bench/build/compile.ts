import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Compiles the calibration loop into `generated/`, with fused multiply-add (relaxed SIMD) and without. */
const root = fileURLToPath(new URL('..', import.meta.url));
const asc = createRequire(import.meta.url).resolve('assemblyscript/bin/asc.js');
const common = ['-O3', '--noAssert', '--runtime', 'stub', '--use', 'abort=', '--enable', 'simd'];

mkdirSync(`${root}generated`, { recursive: true });
for (const [name, flags] of [
  ['plain', []],
  ['relaxed', ['--enable', 'relaxed-simd']],
] as const) {
  const output = ['-o', `generated/peak-${name}.wasm`];
  execFileSync(process.execPath, [asc, 'assembly/peak.ts', ...common, ...flags, ...output], {
    cwd: root,
    stdio: 'inherit',
  });
}
