import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A package.json, as far as releases look at it. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** A package of this repository that is published. */
export interface PublishedPackage {
  readonly name: string;
  readonly version: string;
  /** Absolute. */
  readonly folder: string;
  /** Names of those published packages that it needs. */
  readonly needs: readonly string[];
}

/** Every package below `root` that is not private, each after those it needs. */
export function publishedPackages(root: string): PublishedPackage[] {
  const manifests = globSync('{packages,apps,tooling}/*/package.json', { cwd: root })
    .sort()
    .map((file) => [dirname(join(root, file)), readManifest(join(root, file))] as const)
    .filter(([, manifest]) => manifest.private !== true);
  const names = new Set(manifests.map(([, { name }]) => name));
  const packages = manifests.map(([folder, { name, version, dependencies, peerDependencies }]) => {
    const needs = Object.keys({ ...dependencies, ...peerDependencies }).filter((needed) => names.has(needed));
    return { name, version, folder, needs };
  });
  return inOrder(packages);
}

/** The same packages, each after those it needs. Throws if they need each other in a circle. */
export function inOrder(packages: readonly PublishedPackage[]): PublishedPackage[] {
  const ordered: PublishedPackage[] = [];
  let left = [...packages];
  while (left.length > 0) {
    const waiting = new Set(left.map(({ name }) => name));
    const ready = left.filter(({ needs }) => !needs.some((needed) => waiting.has(needed)));
    if (ready.length === 0) throw new Error(`packages need each other in a circle: ${[...waiting].join(', ')}`);
    ordered.push(...ready);
    left = left.filter((candidate) => !ready.includes(candidate));
  }
  return ordered;
}

function readManifest(file: string): Manifest {
  return JSON.parse(readFileSync(file, 'utf8')) as Manifest;
}
