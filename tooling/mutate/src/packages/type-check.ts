import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { grouped } from '../grouped.ts';
import { applied } from '../mutants/mutant.ts';
import { PackageCopy, packageOf } from './package-copy.ts';
import type { PackageMutant } from './package-mutants.ts';

const tsc = fileURLToPath(new URL('../../node_modules/.bin/tsc', import.meta.url));

/** The compiler complains of a package without any fault, so what it says of one tells nothing. */
export class TypeCheckError extends Error {
  override readonly name = 'TypeCheckError';
}

/** Puts faults of one package before the compiler. */
export class TypeCheck {
  readonly #root: string;
  readonly #copy: PackageCopy;

  /** `path` is the package's from the root. */
  constructor(root: string, path: string) {
    this.#root = root;
    this.#copy = new PackageCopy(root, path, `types-${process.pid}`);
  }

  /**
   * The first complaint about each of these, by their ids. One fault of each file is tried at a time: as what a file gives to
   * others has its types written down, what is wrong is said of the file that the fault is in.
   * @throws {TypeCheckError} if the compiler complains without any fault.
   */
  complaints(mutants: readonly PackageMutant[]): ReadonlyMap<string, string> {
    const [wrong] = this.#check([]);
    if (wrong !== undefined) throw new TypeCheckError(`without any fault: ${wrong}`);
    const found = new Map<string, string>();
    const waiting = grouped(mutants, ({ file }) => file);
    while (waiting.size > 0) {
      const round = [...waiting].map(([, own]) => own.shift()!);
      for (const [file, own] of waiting) if (own.length === 0) waiting.delete(file);
      const lines = this.#check(round);
      const others = lines.some((line) => !round.some(({ file }) => isOf(line, this.#pathIn(file))));
      for (const mutant of round) {
        const said = others && round.length > 1 ? this.#check([mutant]) : lines;
        const own = others ? said[0] : said.find((line) => isOf(line, this.#pathIn(mutant.file)));
        if (own !== undefined) found.set(mutant.id, own);
      }
    }
    return found;
  }

  dispose(): void {
    this.#copy.dispose();
  }

  #pathIn(file: string): string {
    return file.slice(packageOf(file).length + 1);
  }

  /** What the compiler says with these faults, of different files. */
  #check(mutants: readonly PackageMutant[]): readonly string[] {
    const texts = new Map(mutants.map(({ file }) => [file, readFileSync(`${this.#root}/${file}`, 'utf8')]));
    for (const mutant of mutants)
      this.#copy.write(this.#pathIn(mutant.file), applied(texts.get(mutant.file)!, { ...mutant, operator: '' }));
    const { status, stdout } = spawnSync(tsc, ['-p', '.', '--noEmit', '--pretty', 'false'], {
      cwd: this.#copy.folder,
      encoding: 'utf8',
    });
    for (const [file, text] of texts) this.#copy.write(this.#pathIn(file), text);
    return status === 0 ? [] : stdout.split('\n').filter((line) => /^\S/.test(line));
  }
}

function isOf(line: string, file: string): boolean {
  return line.startsWith(`${file}(`);
}
