import { PublishError } from './errors.ts';
import type { Tarball } from './pack.ts';
import { isPublished, type Registry, registryArguments } from './registry.ts';
import { run } from './run.ts';

/** What a release would do, or did. */
export interface Plan {
  /** In the registry already, as `name@version`. */
  readonly there: readonly string[];
  /** Not in it; in the order of publishing. */
  readonly missing: readonly Tarball[];
}

/** Asks the registry which of `tarballs`, given in order of dependency, it lacks. */
export async function planPublishing(registry: Registry, tarballs: readonly Tarball[]): Promise<Plan> {
  const there: string[] = [];
  const missing: Tarball[] = [];
  for (const tarball of tarballs) {
    if (await isPublished(registry, tarball.name, tarball.version)) there.push(label(tarball));
    else missing.push(tarball);
  }
  return { there, missing };
}

/**
 * Publishes what is missing, one after the other, so that no package is ever there without those it needs.
 * @throws {PublishError} at the first that is refused; it says what the registry has by then.
 */
export async function publish(
  registry: Registry,
  { there, missing }: Plan,
  tag: string,
  report: (line: string) => void,
): Promise<void> {
  const published = [...there];
  for (const [n, tarball] of missing.entries()) {
    const args = ['publish', tarball.file, '--access=public', `--tag=${tag}`, ...registryArguments(registry)];
    const { status, stdout, stderr } = await run('npm', args, { cwd: registry.cwd });
    if (status !== 0) {
      throw new PublishError(label(tarball), published, missing.slice(n).map(label), `${stdout}${stderr}`);
    }
    published.push(label(tarball));
    report(`published ${label(tarball)}`);
  }
}

/** `name@version`. */
export function label({ name, version }: Tarball): string {
  return `${name}@${version}`;
}
