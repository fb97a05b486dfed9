import { messageOf, type Verdict } from '../kernels/verdict.ts';
import type { Mutant } from '../mutants/mutant.ts';
import { Watchdog } from './watchdog.ts';

/** What a judge's process is asked: to run mutants, or whether they differ from what they are of at all. */
export interface Request {
  readonly task: 'run' | 'compare';
  readonly mutants: readonly Mutant[];
}

/** What a judge's process says: that it is ready, has begun with a mutant, a verdict, that all is done, or why it cannot judge. */
export type Answer =
  | { readonly ready: true }
  | { readonly begun: string }
  | { readonly id: string; readonly verdict: Verdict }
  | { readonly done: true }
  | { readonly failed: string };

/**
 * Seconds of the processor that one mutant may take. Loops of kernels are ended by what they take without a fault, so
 * this is for what goes on elsewhere.
 */
const longest = 120;

/** Told of each mutant, by a judge. */
export interface Tell {
  begun(mutant: Mutant): void;
  verdict(mutant: Mutant, verdict: Verdict): void;
}

/** Answers requests of the parent, one after another, unless `begin` gives what is off without any fault; it
 * says whenever it has come further. */
export function serve(
  judge: (request: Request, tell: Tell) => Promise<void>,
  begin: (beat: () => void) => Promise<string | undefined>,
): void {
  const watchdog = new Watchdog(longest);
  const answer = (value: Answer): void => {
    watchdog.beat();
    process.send!(value);
  };
  const tell: Tell = {
    begun: ({ id }) => answer({ begun: id }),
    verdict: ({ id }, verdict) => answer({ id, verdict }),
  };
  process.on('message', (request: Request) => {
    judge(request, tell).then(
      () => answer({ done: true }),
      (error) => answer({ failed: messageOf(error) }),
    );
  });
  process.on('disconnect', () => process.exit());
  begin(() => watchdog.beat()).then(
    (fault) => answer(fault === undefined ? { ready: true } : { failed: `without any fault, ${fault}` }),
    (error) => answer({ failed: messageOf(error) }),
  );
}
