import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { versionFault } from './check-versions.ts';
import { CommandFailedError } from './errors.ts';
import { pack, type Tarball } from './pack.ts';
import { type PublishedPackage, publishedPackages } from './packages.ts';
import { label, planPublishing, publish } from './publish.ts';
import { type Registry, registryAddress } from './registry.ts';
import { run } from './run.ts';

/** What a release is to do. */
export interface ReleaseOptions {
  /** The workspace. */
  readonly root: string;
  /** False for a rehearsal, which does everything but publish. */
  readonly publish: boolean;
  /** Address of the registry; absent for the one npm is configured with. */
  readonly registry?: string | undefined;
  /** The distribution tag that the versions get. */
  readonly tag: string;
  readonly build: boolean;
  readonly test: boolean;
  /** Takes each line of the report. */
  readonly report: (line: string) => void;
}

/**
 * Builds, tests what was built, packs and publishes each package that the registry lacks, in order of dependency.
 * @throws {ReleaseError} that says what was and what was not published.
 */
export async function release(options: ReleaseOptions): Promise<void> {
  const { root, report } = options;
  const packages = publishedPackages(root);
  const fault = versionFault(root, packages);
  if (fault !== undefined && options.publish) throw fault;
  if (options.build) await turbo(options, packages, 'build');
  if (options.test) await turbo(options, packages, 'test');
  const folder = mkdtempSync(join(tmpdir(), 'hkmem-release-'));
  try {
    const registry: Registry = { address: options.registry, cwd: root, cache: join(folder, 'cache') };
    const { there, missing } = await planPublishing(registry, packages);
    report(`registry ${await registryAddress(registry)}, tag ${options.tag}`);
    for (const each of there) report(`there already: ${label(each)}`);
    const tarballs = await packInOrder(root, missing, folder);
    for (const tarball of tarballs) report(`to publish: ${label(tarball)}, ${statSync(tarball.file).size} bytes`);
    if (options.publish) await publish(registry, there, tarballs, options.tag, report);
    else report(`a rehearsal, nothing was published${fault === undefined ? '; --publish does it' : ''}`);
    if (fault !== undefined) report(`--publish would stop: ${fault.message}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function packInOrder(root: string, packages: readonly PublishedPackage[], folder: string): Promise<Tarball[]> {
  const names = packages.map(({ name }) => name);
  if (names.length === 0) return [];
  const packed = new Map((await pack(root, names, folder)).map((tarball) => [tarball.name, tarball]));
  return names.map((name) => packed.get(name)!);
}

/** Suites that look at all packages together, which prove the builds too. */
const suitesAcross = ['@hkmem/pack-test', '@hkmem/cross-backend', '@hkmem/browser-conformance'];

async function turbo(
  { root, report }: ReleaseOptions,
  packages: readonly PublishedPackage[],
  task: 'build' | 'test',
): Promise<void> {
  const names = [...packages.map(({ name }) => name), ...(task === 'test' ? suitesAcross : [])];
  report(`${task} of ${names.join(', ')}`);
  // Tests run anew, on the builds: what was kept of earlier runs may be of the sources.
  const onBuilds = task === 'test' ? ['--force', '--env-mode=loose'] : [];
  const filters = names.map((name) => `--filter=${name}`);
  const args = ['-y', 'pnpm@12', 'exec', 'turbo', 'run', task, ...filters, ...onBuilds, '--output-logs=errors-only'];
  const outcome = await run('npx', args, { cwd: root, env: { HKMEM_TEST_DIST: '1' } });
  if (outcome.status !== 0) throw new CommandFailedError(`turbo run ${task}`, outcome);
}
