import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, createLogger, type InlineConfig } from 'vite';

/** What a build gave, and what Vite warned of. */
export interface Bundle {
  /** Bytes of all chunks, minified and each gzipped. */
  readonly bytes: number;
  readonly warnings: readonly string[];
}

/** Builds with Vite, keeping its warnings. `configuration` wins over what is set here. */
export async function bundle(configuration: InlineConfig): Promise<Bundle> {
  const warnings: string[] = [];
  const silent = createLogger('silent');
  const keep = (text: string): void => {
    // How long parts of a build took on this machine is no fault of what is built.
    if (!text.includes('[PLUGIN_TIMINGS]')) warnings.push(text);
  };
  const customLogger = { ...silent, warn: keep, warnOnce: keep, error: keep };
  const output = await build({ configFile: false, envDir: false, customLogger, logLevel: 'warn', ...configuration });
  if (!('output' in output)) throw new Error('one build gives one output');
  const chunks = output.output.filter((part) => part.type === 'chunk');
  const bytes = chunks.reduce((total, { code }) => total + gzipSync(code, { level: 9 }).length, 0);
  return { bytes, warnings };
}

/**
 * `import *` from a package that is installed in `folder`: with all that it imports, or `alone`, other packages left as
 * imports.
 */
export function bundleOfAll(folder: string, name: string, alone: boolean): Promise<Bundle> {
  mkdirSync(join(folder, 'all'), { recursive: true });
  const entry = join(folder, 'all', `${name.replace('/', '-')}.js`);
  writeFileSync(entry, `export * from '${name}';\n`);
  const external = (id: string): boolean =>
    alone && !id.startsWith('.') && !id.startsWith('/') && id !== name && !id.startsWith(`${name}/`);
  return bundle({
    root: folder,
    publicDir: false,
    build: {
      write: false,
      minify: true,
      target: 'es2023',
      modulePreload: { polyfill: false },
      chunkSizeWarningLimit: 10_000,
      rolldownOptions: { input: entry, external, preserveEntrySignatures: 'strict' },
    },
  });
}
