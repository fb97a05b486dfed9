import { cpSync, existsSync, globSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Manifest, publishedPackages } from '../src/packages.ts';
import { run } from '../src/run.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * Copies into `folder` what versions and packages are made from: manifests, changesets, builds, READMEs, the licence;
 * with packages linked to each other as an install would do. The repository itself stays as it is.
 */
export async function copyWorkspace(folder: string): Promise<void> {
  const manifests = globSync('{packages,apps,tooling}/*/package.json', { cwd: root });
  const builds = publishedPackages(root).flatMap((each) =>
    ['dist', 'bin', 'README.md'].map((part) => join(each.folder, part)),
  );
  const files = ['package.json', 'pnpm-workspace.yaml', 'LICENSE', '.changeset', ...manifests];
  for (const path of [...files, ...builds.filter(existsSync).map((path) => relative(root, path))]) {
    cpSync(join(root, path), join(folder, path), { recursive: true });
  }
  const folders = new Map(manifests.map((file) => [read(join(folder, file)).name, join(folder, dirname(file))]));
  for (const at of folders.values()) {
    const { dependencies, peerDependencies, devDependencies } = read(join(at, 'package.json'));
    for (const name of Object.keys({ ...dependencies, ...peerDependencies, ...devDependencies })) {
      const target = folders.get(name);
      if (target === undefined) continue;
      const link = join(at, 'node_modules', name);
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(target, link, 'dir');
    }
  }
  // The changelog asks git which commit added a changeset.
  writeFileSync(join(folder, '.gitignore'), 'node_modules/\n');
  const person = ['-c', 'user.name=rehearsal', '-c', 'user.email=rehearsal@localhost', '-c', 'commit.gpgsign=false'];
  for (const args of [
    ['init', '--quiet', '--initial-branch=main'],
    ['add', '.'],
    ['commit', '--quiet', '-m', 'copy'],
  ]) {
    const { status, stderr } = await run('git', [...person, ...args], { cwd: folder });
    if (status !== 0) throw new Error(`git ${args[0]} ended with ${status}: ${stderr}`);
  }
}

/** Adds a changeset that bumps `names`. */
export function addChangeset(
  folder: string,
  title: string,
  names: readonly string[],
  bump: 'major' | 'minor' | 'patch',
): void {
  const lines = names.map((name) => `'${name}': ${bump}`).join('\n');
  writeFileSync(join(folder, '.changeset', `${title}.md`), `---\n${lines}\n---\n\nRehearsal: ${title}.\n`);
}

function read(file: string): Manifest & { readonly devDependencies?: Readonly<Record<string, string>> } {
  return JSON.parse(readFileSync(file, 'utf8')) as Manifest;
}
