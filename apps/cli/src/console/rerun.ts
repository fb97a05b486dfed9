/** A command line that can be pasted into a shell. */
export function commandLine(argv: readonly string[]): string {
  const shown = argv.map((argument) =>
    /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`,
  );
  return ['hkmem', ...shown].join(' ');
}

/** The arguments that go on with a run: the same ones, with --resume and without --fresh. */
export function resuming(argv: readonly string[]): string[] {
  const kept = argv.filter((argument) => argument !== '--fresh');
  return kept.some((argument) => /^--resume(=|$)/.test(argument)) ? kept : [...kept, '--resume'];
}

/**
 * The same arguments for a backend that needs no GPU: wasm, or cpu for a command that asked for wasm. `failed` is the
 * backend that was in use, where the arguments left the choice open.
 */
export function onOtherBackend(argv: readonly string[], failed?: string): string[] {
  const at = argv.findIndex((argument) => /^--backend(=|$)/.test(argument));
  const joined = argv[at]?.includes('=') === true;
  const asked = joined ? argv[at]!.slice('--backend='.length) : argv[at + 1];
  const other = (failed ?? (at < 0 ? undefined : asked)) === 'wasm' ? 'cpu' : 'wasm';
  const others = at < 0 ? [...argv] : argv.toSpliced(at, joined ? 1 : 2);
  return [...others, '--backend', other];
}
