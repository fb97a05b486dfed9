import { cpSync, existsSync, globSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';

/** Folder of copies below the root. */
const folder = '.stryker-tmp';

/** A copy of a package, as deep below the root as packages are, so that its `tsconfig.json` finds what it extends. */
export class PackageCopy {
  readonly folder: string;

  /** `name` is that of the copy, `path` the package's from the root. */
  constructor(root: string, path: string, name: string) {
    this.folder = `${root}/${folder}/${name}`;
    this.dispose();
    mkdirSync(this.folder, { recursive: true });
    for (const part of ['src', 'test', 'build', 'package.json', 'tsconfig.json', 'vitest.config.ts']) {
      if (!existsSync(`${root}/${path}/${part}`)) continue;
      cpSync(`${root}/${path}/${part}`, `${this.folder}/${part}`, { recursive: true });
    }
    symlinkSync(`${root}/${path}/node_modules`, `${this.folder}/node_modules`);
  }

  /** Puts a text in the place of a file, by its path in the package. */
  write(file: string, text: string): void {
    writeFileSync(`${this.folder}/${file}`, text);
  }

  /**
   * Its tests but slow ones, those of examples, which run on what is built, where no fault is, and those of how systems that fail
   * are made smaller, which is left out here.
   */
  get tests(): readonly string[] {
    return globSync('{src,test}/**/*.test.ts', { cwd: this.folder })
      .filter((file) => !/\.slow\.test\.ts$|readme\.test\.ts$|\/shrink\.test\.ts$/.test(file))
      .sort()
      .map((file) => `${this.folder}/${file}`);
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Path of the package that a file is in, from the root. */
export function packageOf(file: string): string {
  return `packages/${file.split('/')[1]}`;
}
