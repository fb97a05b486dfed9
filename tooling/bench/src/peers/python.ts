import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Packages of the environment, by the peer that needs them; one set failing leaves the others. */
export const requirements: Readonly<Record<string, readonly string[]>> = {
  jax: ['jax==0.10.2', 'diffrax==0.7.2'],
  torch: ['torch==2.15.0', 'numpy'],
};

/** Where the environment lies unless another is named; git ignores it. */
export const environmentFolder: string = fileURLToPath(
  new URL('../../../../node_modules/.cache/hkmem-peers/python', import.meta.url),
);

/** The interpreter of an environment. */
export function interpreterOf(folder: string): string {
  return process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
}

/**
 * Makes the environment with `python3 -m venv` where it is not there, and installs what is missing with pip, whose own
 * variables (PIP_INDEX_URL, PIP_FIND_LINKS) hold. Gives what could not be had, by peer.
 */
export async function makeEnvironment(
  folder: string,
  ids: readonly string[],
  tell: (line: string) => void,
): Promise<ReadonlyMap<string, string>> {
  const absent = new Map<string, string>();
  const python = interpreterOf(folder);
  try {
    if (!existsSync(python)) {
      tell(`making a Python environment in ${folder}`);
      await run('python3', ['-m', 'venv', folder]);
    }
  } catch (error) {
    for (const id of ids) absent.set(id, `no Python environment could be made: ${firstLine(error)}`);
    return absent;
  }
  for (const id of ids) {
    const packages = requirements[id] ?? [];
    if (await hasPackages(python, packages)) continue;
    tell(`installing ${packages.join(', ')}`);
    try {
      await run(python, ['-m', 'pip', 'install', '--disable-pip-version-check', '--quiet', ...packages], {
        maxBuffer: 2 ** 26,
      });
    } catch (error) {
      absent.set(id, `pip could not install ${packages.join(', ')}: ${firstLine(error)}`);
    }
  }
  return absent;
}

/** Why an interpreter cannot import modules; undefined if it can. */
export async function importFailure(python: string, modules: readonly string[]): Promise<string | undefined> {
  try {
    await run(python, ['-c', modules.map((name) => `import ${name}`).join('\n')]);
    return undefined;
  } catch (error) {
    const { stderr = '' } = error as { readonly stderr?: string };
    return `${python} cannot import ${modules.join(', ')}: ${stderr.trim().split('\n').at(-1) || firstLine(error)}`;
  }
}

/** Whether packages are there in the versions that are asked for. */
async function hasPackages(python: string, packages: readonly string[]): Promise<boolean> {
  const check =
    'import sys\nfrom importlib.metadata import version\nfor p in sys.argv[1:]:\n n, _, v = p.partition("==")\n assert v in ("", version(n))';
  return run(python, ['-c', check, ...packages]).then(
    () => true,
    () => false,
  );
}

function firstLine(error: unknown): string {
  const { stderr, message } = error as { readonly stderr?: string; readonly message: string };
  const lines = (stderr || message).trim().split('\n');
  return lines.find((line) => line.startsWith('ERROR')) ?? lines.at(-1) ?? message;
}
