import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { checkBinary } from './check-binary.ts';

/** Compiles `assembly/` into the four binaries of `generated/` and embeds each in a module of its own. */

const root = fileURLToPath(new URL('..', import.meta.url));
const assembly = `${root}assembly/`;
const generated = `${root}generated/`;
const asc = createRequire(import.meta.url).resolve('assemblyscript/bin/asc.js');

const variants = [
  { name: 'plain', relaxed: false, shared: false },
  { name: 'relaxed', relaxed: true, shared: false },
  { name: 'plain-shared', relaxed: false, shared: true },
  { name: 'relaxed-shared', relaxed: true, shared: true },
];

/** Exported functions (block, begin, end, thread): the kernels, by the file that holds them. */
function findKernels(): readonly { file: string; name: string }[] {
  const signature = /^export function (\w+)\(block: usize, begin: i32, end: i32, thread: i32\): void/gm;
  return readdirSync(assembly)
    .filter((file) => file.endsWith('.ts'))
    .sort()
    .flatMap((file) => {
      const source = readFileSync(assembly + file, 'utf8');
      return [...source.matchAll(signature)].map((match) => ({ file: file.slice(0, -3), name: match[1]! }));
    });
}

/** The AssemblyScript entry that runs a kernel by number; a switch, as a table of functions would be static data. */
function dispatchSource(kernels: ReturnType<typeof findKernels>): string {
  const imports = kernels.map(({ file, name }) => `import { ${name} } from '../assembly/${file}';`);
  const cases = kernels.map(({ name }, id) => `    case ${id}: ${name}(block, begin, end, thread); break;`);
  return [
    ...imports,
    'export function run(kernel: i32, block: usize, begin: i32, end: i32, thread: i32): void {',
    '  switch (kernel) {',
    ...cases,
    '    default: unreachable();',
    '  }',
    '}',
    '',
  ].join('\n');
}

function compile(name: string, relaxed: boolean, shared: boolean): void {
  const out = `${generated}${name}.wasm`;
  const flags = ['-O3', '--converge', '--noAssert', '--runtime', 'stub', '--importMemory', '--noExportMemory'];
  flags.push('--use', 'abort=', '--enable', 'simd', ...(relaxed ? ['--enable', 'relaxed-simd'] : []));
  if (shared) flags.push('--enable', 'threads', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536');
  const entries = ['generated/dispatch.ts', ...(shared ? ['assembly/pool.ts'] : [])];
  execFileSync(process.execPath, [asc, ...entries, ...flags, '-o', out], { cwd: root, stdio: 'inherit' });
  const binary = readFileSync(out);
  checkBinary(binary, name, shared);
  writeFileSync(`${generated}${name}.js`, `export default '${binary.toString('base64')}';\n`);
  writeFileSync(`${generated}${name}.d.ts`, 'declare const base64: string;\nexport default base64;\n');
}

mkdirSync(generated, { recursive: true });
const kernels = findKernels();
writeFileSync(`${generated}dispatch.ts`, dispatchSource(kernels));
const ids = kernels.map(({ name }, id) => `  ${name}: ${id},`).join('\n');
writeFileSync(`${generated}kernels.js`, `/** Numbers of the kernels. */\nexport const kernels = {\n${ids}\n};\n`);
const types = kernels.map(({ name }) => `  readonly ${name}: number;`).join('\n');
writeFileSync(`${generated}kernels.d.ts`, `export declare const kernels: {\n${types}\n};\n`);
for (const { name, relaxed, shared } of variants) compile(name, relaxed, shared);
