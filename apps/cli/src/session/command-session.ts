import type { DataName } from '@hkmem/experiments';
import { type Session, type SessionOptions, withSession } from '@hkmem/sweep';
import type { Context } from '../console/context.ts';
import { inOwnWords, requireDirectory } from '../memory/data-directory.ts';
import { createProgress } from '../progress/progress.ts';

/** How a command was told to work. */
export interface CommandOptions extends Pick<SessionOptions, 'backend' | 'workers' | 'dataDirectory'> {
  readonly quiet: boolean;
}

/**
 * A session of a command: it stops when the user asks to, and shows its progress. Throws as `withSession`.
 * @throws {UsageError} saying how to get a data set that is not there.
 */
export function withCommandSession<Result>(
  context: Context,
  { quiet, ...options }: CommandOptions,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  const { interrupt: signal, now } = context;
  return withSession({ ...options, signal, now, progress: createProgress(context, quiet) }, (session) => {
    const dataset = async (name: DataName) => {
      requireDirectory(name, options.dataDirectory);
      try {
        return await session.dataset(name);
      } catch (error) {
        throw inOwnWords(name, error);
      }
    };
    return work({ ...session, dataset });
  });
}
