import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandFailedError } from '@hkmem/release/errors';
import type { Tarball } from '@hkmem/release/pack';
import { run } from '@hkmem/release/run';
import { installedBy } from './examples.ts';

/** What to install beside our tarballs: names and versions in the registry. */
export type Others = Readonly<Record<string, string>>;

/** A package.json that asks for our packages `names`, which npm takes from `tarballs` wherever they are needed. */
export function manifestOf(tarballs: readonly Tarball[], names: readonly string[], others: Others = {}): string {
  const ours = Object.fromEntries(tarballs.map(({ name, file }) => [name, `file:${file}`]));
  const dependencies = { ...Object.fromEntries(names.map((name) => [name, ours[name]])), ...others };
  return JSON.stringify({ private: true, type: 'module', dependencies, overrides: ours }, null, 2);
}

/**
 * Makes `folder` and installs our packages `names` there with npm, from `tarballs` and nowhere else.
 * @throws {CommandFailedError} with what npm said.
 */
export async function install(
  folder: string,
  tarballs: readonly Tarball[],
  names: readonly string[],
  others: Others = {},
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), manifestOf(tarballs, names, others));
  const outcome = await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund'], { cwd: folder });
  if (outcome.status !== 0) throw new CommandFailedError('npm install', outcome);
}

/**
 * Makes `folder` and does there what an `npm install` line of a page says: our packages come from `tarballs`, others in the
 * versions that it names.
 * @throws {CommandFailedError} with what npm said. @throws if the line names another package without a version.
 */
export async function installAsSaid(folder: string, tarballs: readonly Tarball[], line: string): Promise<void> {
  const named = installedBy(line);
  const ours = named.filter((name) => tarballs.some((tarball) => tarball.name === name));
  const others = named
    .filter((name) => !ours.includes(name))
    .map((name) => {
      const version = new RegExp(`(?<= )${name}@([\\w.-]+)`).exec(line)?.[1];
      if (version === undefined) throw new Error(`'${line}' names no version of ${name}`);
      return [name, version] as const;
    });
  await install(folder, tarballs, ours, Object.fromEntries(others));
}
