import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const tsc = fileURLToPath(new URL('../../node_modules/.bin/tsc', import.meta.url));

/** A copy of a package in which faults are put before the compiler, as deep below the root as packages are. */
export class TypeCheck {
  readonly #folder: string;

  constructor(root: string, folder: string) {
    this.#folder = `${root}/.stryker-tmp/types-${process.pid}`;
    this.dispose();
    mkdirSync(this.#folder, { recursive: true });
    for (const part of ['src', 'test', 'build', 'package.json', 'tsconfig.json']) {
      if (!existsSync(`${root}/${folder}/${part}`)) continue;
      cpSync(`${root}/${folder}/${part}`, `${this.#folder}/${part}`, { recursive: true });
    }
    symlinkSync(`${root}/${folder}/node_modules`, `${this.#folder}/node_modules`);
  }

  /** The first complaint about the package with this text in place of a file, by its path in the package. */
  complaint(file: string, text: string, original: string): string | undefined {
    writeFileSync(`${this.#folder}/${file}`, text);
    const { status, stdout } = spawnSync(tsc, ['-p', '.', '--noEmit'], {
      cwd: this.#folder,
      encoding: 'utf8',
    });
    writeFileSync(`${this.#folder}/${file}`, original);
    return status === 0 ? undefined : (stdout.split('\n')[0] ?? 'it does not compile');
  }

  dispose(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
