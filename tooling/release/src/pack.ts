import { CommandFailedError } from './errors.ts';
import { run } from './run.ts';

/** A packed package. */
export interface Tarball {
  readonly name: string;
  readonly version: string;
  /** Path of the .tgz file. */
  readonly file: string;
}

/**
 * Packs the named packages of the workspace at `root` into `folder`, as they would be published: pnpm puts versions for
 * `workspace:` and `catalog:`, takes `publishConfig` over and adds the licence. They must be built.
 * @throws {CommandFailedError} if one cannot be packed.
 */
export async function pack(root: string, names: readonly string[], folder: string): Promise<Tarball[]> {
  const filters = names.flatMap((name) => ['--filter', name]);
  const args = ['--prefer-offline', '-y', 'pnpm@12', '--recursive', ...filters, 'pack', '--json'];
  const outcome = await run('npx', [...args, '--pack-destination', folder], { cwd: root });
  if (outcome.status !== 0) throw new CommandFailedError('pnpm pack', outcome);
  const packed = JSON.parse(outcome.stdout) as readonly { name: string; version: string; filename: string }[];
  return packed.map(({ name, version, filename }) => ({ name, version, file: filename }));
}
