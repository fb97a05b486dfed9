import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { launcherFor, nativeFolder } from './launcher.ts';
import { bundleProgram, describePackage, folderOf, licenceFiles, type UsedPackage } from './program.ts';
import { clearSymbols } from './symbols.ts';

/** The most that a packed folder may take: 50 MiB. */
export const mostBytes: number = 50 * 2 ** 20;

/** The folder cannot be packed; says why. */
export class PackError extends Error {
  override readonly name = 'PackError';
}

const root = new URL('../../../../', import.meta.url);

/**
 * Writes the folder: program, Node, native module, weights, fixtures, licences, for the machine that it is packed on.
 * @throws {PackError} for a folder that is not empty, a platform without Vulkan or a size that is too large.
 */
export async function packFolder(folder: string, tell: (line: string) => void): Promise<void> {
  const platform = `${process.platform}-${process.arch}`;
  if (process.platform !== 'linux') {
    throw new PackError(`platform: got ${platform}, allowed are linux-x64 and linux-arm64, whose WebGPU is Vulkan.`);
  }
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new PackError(`${folder} is not empty. Name a new folder.`);
  }
  mkdirSync(folder, { recursive: true });
  tell('bundling the program');
  const used = await bundleProgram(join(folder, 'program'));
  for (const file of globSync('*', { cwd: join(folder, 'program') })) {
    const module = join(folder, 'program', file);
    compress(module, `${module}.gz`);
    rmSync(module);
  }
  const webgpu = realpathSync(folderOf('webgpu'));
  copyWebgpu(webgpu, folder, platform, tell);
  tell('compressing Node');
  compress(process.execPath, join(folder, 'node.gz'));
  cpSync(fileURLToPath(new URL('apps/demo/public/weights/', root)), join(folder, 'weights'), {
    recursive: true,
    filter: (file) => !/edit|rest/.test(basename(file)),
  });
  compress(
    fileURLToPath(new URL('tooling/fixtures/data/reference.json', root)),
    join(folder, 'fixtures/reference.json.gz'),
  );
  // The one that Node takes: it has SIMD, and threads are not used.
  const tfjs = join(folderOf('@tensorflow/tfjs-backend-wasm'), 'dist', 'tfjs-backend-wasm-simd.wasm');
  compress(tfjs, join(folder, 'tfjs', `${basename(tfjs)}.gz`));
  writeLicences(folder, [...used, describePackage(webgpu)]);
  writeFileSync(join(folder, 'gpu-check'), launcherFor(platform), { mode: 0o755 });
  cpSync(fileURLToPath(new URL('README.md', import.meta.url)), join(folder, 'README.md'));
  const bytes = bytesOf(folder);
  if (bytes > mostBytes) throw new PackError(`${folder} takes ${bytes} bytes, allowed are ${mostBytes}.`);
  tell(`${folder}: ${(bytes / 2 ** 20).toFixed(1)} MiB for ${platform}; start it with ./gpu-check`);
}

function copyWebgpu(webgpu: string, folder: string, platform: string, tell: (line: string) => void): void {
  const native = join(webgpu, 'dist', platform, 'dawn.node');
  if (!existsSync(native)) throw new PackError(`webgpu has no build for ${platform}.`);
  const target = join(folder, nativeFolder(platform));
  mkdirSync(target, { recursive: true });
  for (const file of ['package.json', 'index.js', 'LICENSE.md']) {
    cpSync(join(webgpu, file), join(folder, 'node_modules/webgpu', file));
  }
  tell('compressing the native module');
  compress(native, join(target, 'dawn.node.gz'));
}

function compress(file: string, target: string): void {
  const bytes = readFileSync(file);
  mkdirSync(dirname(target), { recursive: true });
  clearSymbols(bytes);
  writeFileSync(target, gzipSync(bytes, { level: 9 }));
}

/** Own, Node's, and those of all packages inside; one that brings no text is named with what its manifest says. */
function writeLicences(folder: string, used: readonly UsedPackage[]): void {
  const target = join(folder, 'licences');
  mkdirSync(target);
  cpSync(fileURLToPath(new URL('LICENSE', root)), join(target, 'hkmem.txt'));
  // Installed packages do not always keep it.
  cpSync(fileURLToPath(new URL('../../licences/node.txt', import.meta.url)), join(target, 'node.txt'));
  // Of packages that bring no text and whose manifest says this one.
  cpSync(fileURLToPath(new URL('../../licences/apache-2.0.txt', import.meta.url)), join(target, 'apache-2.0.txt'));
  const lines = [`hkmem: hkmem.txt`, `Node.js ${process.version}: node.txt`];
  for (const { name, version, folder: from, licence } of used) {
    const files = licenceFiles(from);
    const names = files.map((file) => `${name.replace('/', '+')}-${basename(file)}`);
    files.forEach((file, n) => {
      cpSync(file, join(target, names[n]!));
    });
    const kept = licence === 'Apache-2.0' ? 'apache-2.0.txt' : `no text in the package, whose manifest says ${licence}`;
    const words = names.join(', ') || kept;
    lines.push(`${name} ${version} (${licence}): ${words}`);
  }
  lines.push(
    'weights/digits.bin: images of MNIST (Y. LeCun, C. Cortes, C. Burges)',
    'weights/memory.bin: trained on MNIST with hkmem',
    'fixtures/reference.json: computed for hkmem from arXiv 2505.03648',
  );
  writeFileSync(join(target, 'README.txt'), `${lines.join('\n')}\n`);
}

/** Bytes of all files of a folder. */
export function bytesOf(folder: string): number {
  return globSync('**/*', { cwd: folder })
    .map((file) => statSync(join(folder, file)))
    .reduce((sum, entry) => sum + (entry.isFile() ? entry.size : 0), 0);
}
