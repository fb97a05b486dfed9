import { globSync } from 'node:fs';
import { join } from 'node:path';
import { NoVersionError, PendingChangesetsError, type ReleaseError, VersionsDifferError } from './errors.ts';
import type { PublishedPackage } from './packages.ts';

/** Why the packages at `root` must not be published as they are, or undefined if they may. */
export function versionFault(root: string, packages: readonly PublishedPackage[]): ReleaseError | undefined {
  const [version = ''] = packages.map((each) => each.version);
  if (packages.some((each) => each.version !== version)) {
    return new VersionsDifferError(packages.map((each) => [each.name, each.version]));
  }
  const pending = globSync('*.md', { cwd: join(root, '.changeset') }).filter((file) => file !== 'README.md');
  if (pending.length > 0) return new PendingChangesetsError(pending.sort());
  return version === '0.0.0' ? new NoVersionError(version) : undefined;
}
