import { RegistryError } from './errors.ts';
import { run } from './run.ts';

/** A registry, and how npm is told of it. */
export interface Registry {
  /** Its address; absent for the one that npm is configured with. */
  readonly address?: string | undefined;
  /** Where npm runs, which decides its configuration. */
  readonly cwd: string;
  /** An empty folder: where the registry is silent, npm would answer from what it kept of earlier days. */
  readonly cache: string;
}

/** Arguments for npm that choose the registry, for our scope too. */
export function registryArguments({ address }: Pick<Registry, 'address'>): string[] {
  return address === undefined ? [] : [`--registry=${address}`, `--@hkmem:registry=${address}`];
}

/** The address of the registry, asked from npm if none is given. */
export async function registryAddress(registry: Registry): Promise<string> {
  if (registry.address !== undefined) return registry.address;
  const { stdout } = await run('npm', ['config', 'get', 'registry'], { cwd: registry.cwd });
  return stdout.trim();
}

/**
 * Whether the registry has `name` in `version`.
 * @throws {RegistryError} if it does not say.
 */
export async function isPublished(registry: Registry, name: string, version: string): Promise<boolean> {
  const what = `${name}@${version}`;
  // Two more tries within seconds; npm's own settings would wait a minute for a registry that is not there.
  const patience = ['--fetch-retries=2', '--fetch-retry-mintimeout=500', '--fetch-retry-maxtimeout=2000'];
  const args = [
    'view',
    what,
    'version',
    '--json',
    `--cache=${registry.cache}`,
    ...patience,
    ...registryArguments(registry),
  ];
  const { status, stdout, stderr } = await run('npm', args, { cwd: registry.cwd });
  if (status === 0) return stdout.includes(version);
  if (codeOf(stdout) === 'E404') return false;
  throw new RegistryError(await registryAddress(registry), what, `${stdout}${stderr}`.trim());
}

function codeOf(text: string): string | undefined {
  try {
    return (JSON.parse(text) as { error?: { code?: string } }).error?.code;
  } catch {
    return undefined;
  }
}
