import { fileURLToPath } from 'node:url';
import { Stryker } from '@stryker-mutator/core';

/**
 * Runs Stryker on files of a package, in the package's folder, and sends its results to the parent. The sandbox lies
 * two levels below the root, as packages do, so that a tsconfig finds what it extends.
 */
const files = process.argv.slice(2);

const stryker = new Stryker({
  mutate: files,
  testRunner: 'vitest',
  plugins: [fileURLToPath(import.meta.resolve('@stryker-mutator/vitest-runner'))],
  coverageAnalysis: 'perTest',
  concurrency: 1,
  reporters: [],
  // By the clock, which on a busy machine says little: what is slow must not pass for endless.
  timeoutMS: 60_000,
  timeoutFactor: 5,
  // Texts of errors and formulas are for people.
  mutator: { plugins: [], excludedMutations: ['StringLiteral'] },
  // The examples of a README run on what is built, where no fault is.
  ignorePatterns: ['dist', 'generated', '.turbo', 'test-results.json', 'test/readme.test.ts'],
  tempDirName: '../../.stryker-tmp',
  // It would be rewritten by TypeScript's programming interface, which version 7 has not.
  tsconfigFile: 'none.json',
  allowConsoleColors: false,
  allowEmpty: true,
});
process.send!(await stryker.runMutationTest());
process.disconnect();
