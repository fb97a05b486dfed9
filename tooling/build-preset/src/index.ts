import { defineConfig, type UserConfig } from 'tsdown';

/** One ESM bundle per entry with its types; dependencies stay imports. `overrides` wins field by field. */
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
    ...overrides,
  }) as UserConfig;
}
