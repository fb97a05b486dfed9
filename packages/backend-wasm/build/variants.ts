/** A set of instructions and a kind of memory that the kernels are compiled for. */
export interface BinaryVariant {
  readonly name: string;
  readonly relaxed: boolean;
  readonly shared: boolean;
}

/** All of them. */
export const binaryVariants: readonly BinaryVariant[] = [
  { name: 'plain', relaxed: false, shared: false },
  { name: 'relaxed', relaxed: true, shared: false },
  { name: 'plain-shared', relaxed: false, shared: true },
  { name: 'relaxed-shared', relaxed: true, shared: true },
];

/** Files that the compiler begins with, and its flags but for the level of optimisation and the output. */
export function compilerArguments({ relaxed, shared }: BinaryVariant): readonly string[] {
  const flags = [
    '--noAssert',
    '--runtime',
    'stub',
    '--importMemory',
    '--noExportMemory',
    '--importTable',
    '--use',
    'abort=',
  ];
  // The elementary functions take and give vectors: they are for modules of laws.
  flags.push('--disableWarning', '112');
  flags.push('--enable', 'simd', ...(relaxed ? ['--enable', 'relaxed-simd'] : []));
  if (shared) flags.push('--enable', 'threads', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536');
  return ['generated/dispatch.ts', 'assembly/elementary.ts', ...(shared ? ['assembly/pool.ts'] : []), ...flags];
}
