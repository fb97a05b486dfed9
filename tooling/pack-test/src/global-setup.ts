import type { TestProject } from 'vitest/node';
import { type Prepared, prepareIn, temporaryFolder } from './prepare.ts';

/** Packs and installs once for all test files, which get the folders by `inject('prepared')`. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { folder, remove } = temporaryFolder();
  try {
    project.provide('prepared', await prepareIn(folder));
  } catch (error) {
    await remove();
    throw error;
  }
  return remove;
}

declare module 'vitest' {
  interface ProvidedContext {
    readonly prepared: Prepared;
  }
}
