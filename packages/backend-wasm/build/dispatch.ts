import type { Kernel } from './kernel-sources.ts';

/** The AssemblyScript entry that runs a kernel by number; a switch, as a table of functions would be static data. */
export function dispatchSource(kernels: readonly Kernel[]): string {
  const imports = kernels.map(({ file, name }) => `import { ${name} } from '../assembly/${file}';`);
  const cases = kernels.map(({ name }, id) => `    case ${id}: ${name}(block, begin, end, thread); break;`);
  return [
    ...imports,
    'export function run(kernel: i32, block: usize, begin: i32, end: i32, thread: i32): void {',
    '  switch (kernel) {',
    ...cases,
    '    default: unreachable();',
    '  }',
    '}',
    '',
  ].join('\n');
}
