import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { checkBinary } from './check-binary.ts';
import { dispatchSource } from './dispatch.ts';
import { interactionsSource, lagrangiansSource } from './inlined-laws.ts';
import { readKernels } from './read-kernels.ts';
import { type BinaryVariant, binaryVariants, compilerArguments } from './variants.ts';
import { constantsModule, type GeneratedModule, launchModule } from './write-launches.ts';

/**
 * Compiles `assembly/` into the four binaries of `generated/`, embeds each in a module of its own, and writes what the
 * host has to know of the kernels: how launches are written, and constants.
 */

const root = fileURLToPath(new URL('..', import.meta.url));
const assembly = `${root}assembly/`;
const generated = `${root}generated/`;
/** Sources that are made from laws, by the names of their files. */
const laws: ReadonlyMap<string, string> = new Map([
  ['lagrangians', lagrangiansSource()],
  ['interactions', interactionsSource()],
]);
const asc = createRequire(import.meta.url).resolve('assemblyscript/bin/asc.js');

function readSources(): ReadonlyMap<string, string> {
  const files = readdirSync(assembly).filter((file) => file.endsWith('.ts'));
  const written = files.sort().map((file) => [file.slice(0, -3), readFileSync(assembly + file, 'utf8')] as const);
  return new Map([...written, ...laws]);
}

async function compile(variant: BinaryVariant): Promise<void> {
  const { name, shared } = variant;
  const out = `${generated}${name}.wasm`;
  const flags = [...compilerArguments(variant), '-O3', '--converge', '-o', out];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [asc, ...flags], { cwd: root });
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  const binary = readFileSync(out);
  checkBinary(binary, name, shared);
  const types = 'declare const base64: string;\nexport default base64;\n';
  writeModule(name, { source: `export default '${binary.toString('base64')}';\n`, types });
}

function writeModule(name: string, { source, types }: GeneratedModule): void {
  writeFileSync(`${generated}${name}.js`, source);
  writeFileSync(`${generated}${name}.d.ts`, types);
}

mkdirSync(generated, { recursive: true });
const sources = readKernels(readSources());
for (const [name, source] of laws) writeFileSync(`${generated}${name}.ts`, source);
writeFileSync(`${generated}dispatch.ts`, dispatchSource(sources.kernels));
writeModule('launches', launchModule(sources));
writeModule('constants', constantsModule(sources));
await Promise.all(binaryVariants.map(compile));
