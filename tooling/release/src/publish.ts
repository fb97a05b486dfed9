import { PublishError } from './errors.ts';
import type { Tarball } from './pack.ts';
import type { PublishedPackage } from './packages.ts';
import { isPublished, type Registry, registryArguments } from './registry.ts';
import { run } from './run.ts';

/** What the registry has of the packages; both in the order of publishing. */
export interface Plan {
  readonly there: readonly PublishedPackage[];
  readonly missing: readonly PublishedPackage[];
}

/** Asks the registry which of `packages`, given in order of dependency, it lacks. */
export async function planPublishing(registry: Registry, packages: readonly PublishedPackage[]): Promise<Plan> {
  const there: PublishedPackage[] = [];
  const missing: PublishedPackage[] = [];
  for (const each of packages) {
    if (await isPublished(registry, each.name, each.version)) there.push(each);
    else missing.push(each);
  }
  return { there, missing };
}

/**
 * Publishes the tarballs of what is missing, one after the other, so that no package is ever there without those it needs.
 * @throws {PublishError} at the first that is refused; it says what the registry has by then.
 */
export async function publish(
  registry: Registry,
  there: readonly PublishedPackage[],
  tarballs: readonly Tarball[],
  tag: string,
  report: (line: string) => void,
): Promise<void> {
  const published = there.map(label);
  for (const [n, tarball] of tarballs.entries()) {
    const args = ['publish', tarball.file, '--access=public', `--tag=${tag}`, ...registryArguments(registry)];
    const { status, stdout, stderr } = await run('npm', args, { cwd: registry.cwd });
    if (status !== 0) {
      throw new PublishError(label(tarball), published, tarballs.slice(n).map(label), `${stdout}${stderr}`);
    }
    published.push(label(tarball));
    report(`published ${label(tarball)}`);
  }
}

/** `name@version`. */
export function label({ name, version }: Pick<Tarball, 'name' | 'version'>): string {
  return `${name}@${version}`;
}
