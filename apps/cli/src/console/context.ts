import picocolors from 'picocolors';

/** Colours for text; each function returns its text unchanged where colours are off. */
export type Colours = ReturnType<typeof picocolors.createColors>;

/** A place that text is written to. */
export interface TextSink {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** What a command sees of the process that runs it. */
export interface Context {
  /** Arguments after the program's name, as given. */
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Results for people, or one JSON document with `--json`. */
  readonly stdout: TextSink;
  /** Progress, notes and errors. */
  readonly stderr: TextSink;
  /** Aborts when the user asks to stop: finish the update, save, leave. */
  readonly interrupt: AbortSignal;
  /** Has an interrupt say these words, where there is no update to finish. */
  sayOnInterrupt(words: string): void;
  readonly now: () => Date;
}

/** Colours unless NO_COLOR is set (to anything but nothing) or the sink is no terminal; FORCE_COLOR turns them on. */
export function coloursFor(context: Context, sink: TextSink): Colours {
  const { environment } = context;
  if (environment['NO_COLOR']) return picocolors.createColors(false);
  return picocolors.createColors(Boolean(environment['FORCE_COLOR']) || sink.isTTY === true);
}

/** Writes one JSON document, and nothing else, to standard output. Numbers that JSON lacks become text. */
export function writeJson(context: Context, value: unknown): void {
  const text = JSON.stringify(value, (_, entry) => {
    return typeof entry === 'number' && !Number.isFinite(entry) ? String(entry) : entry;
  });
  context.stdout.write(`${text}\n`);
}
