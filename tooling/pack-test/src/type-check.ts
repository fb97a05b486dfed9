import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { run } from '@hkmem/release/run';

/** Compilers that the examples are checked with, by their names as packages here. */
export const compilers = ['typescript', 'typescript-5.9'] as const;

/** Ways of resolving modules that people use. */
export const resolutions = ['nodenext', 'bundler'] as const;

/** What a compiler said. */
export interface TypeCheck {
  /** Errors in our declarations and in the examples. */
  readonly ours: readonly string[];
  /** Packages of others whose declarations have errors; `typescript` for its own libraries. */
  readonly othersAtFault: readonly string[];
}

/**
 * Compiles every .ts file directly in `folder` under `strict`, without skipping declarations of libraries, to
 * JavaScript in `<folder>/compiled-<resolution>-<compiler>`.
 */
export async function typeCheck(
  folder: string,
  compiler: (typeof compilers)[number],
  resolution: (typeof resolutions)[number],
): Promise<TypeCheck> {
  const title = `${resolution}-${compiler}`;
  const compilerOptions = {
    strict: true,
    target: 'es2023',
    lib: ['es2023', 'dom', 'dom.iterable'],
    module: resolution === 'bundler' ? 'esnext' : resolution,
    moduleResolution: resolution,
    skipLibCheck: false,
    types: [],
    outDir: `compiled-${title}`,
    rootDir: '.',
  };
  const project = join(folder, `tsconfig.${title}.json`);
  writeFileSync(project, JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  const tsc = join(dirname(createRequire(import.meta.url).resolve(`${compiler}/package.json`)), 'bin', 'tsc');
  const { stdout, stderr, status } = await run(process.execPath, [tsc, '-p', project, '--pretty', 'false'], {
    cwd: folder,
  });
  const errors = `${stdout}${stderr}`.split('\n').filter((line) => /error TS\d+/.test(line));
  if (status !== 0 && errors.length === 0) throw new Error(`${compiler} ended with ${status}: ${stdout}${stderr}`);
  return {
    ours: errors.filter((line) => otherPackage(line) === undefined),
    othersAtFault: [...new Set(errors.map(otherPackage).filter((name) => name !== undefined))].sort(),
  };
}

function otherPackage(line: string): string | undefined {
  if (/^[^(]*\/lib\/lib\.[\w.]+\.d\.ts\(/.test(line)) return 'typescript';
  return /^node_modules\/(?!@hkmem\/)((?:@[^/]+\/)?[^/]+)\//.exec(line)?.[1];
}
