import { argumentGuards } from '@hkmem/argument-guards';
import { defineConfig, type UserConfig } from 'tsdown';

/** One ESM bundle per entry with its types; dependencies stay imports; arguments of
 * public functions are checked. `overrides` wins field by field. */
export function library(overrides: UserConfig = {}): UserConfig {
  return defineConfig({
    entry: ['src/index.ts'],
    format: 'esm',
    platform: 'neutral',
    target: 'es2023',
    dts: true,
    clean: true,
    sourcemap: true,
    fixedExtension: false,
    logLevel: 'warn',
    plugins: [argumentGuards()],
    ...overrides,
  }) as UserConfig;
}
