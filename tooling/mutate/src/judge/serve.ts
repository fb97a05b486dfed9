import type { Mutant } from '../mutants/mutant.ts';
import { messageOf, type Verdict } from './verdict.ts';

/** What a judge's process says: that it is ready, a verdict, or why it cannot judge. */
export type Answer = { readonly ready: true } | { readonly verdict: Verdict } | { readonly failed: string };

/** Answers mutants that the parent sends, one after another, unless `begin` gives what is off without any fault. */
export function serve(judge: (mutant: Mutant) => Promise<Verdict>, begin: () => Promise<string | undefined>): void {
  const answer = (value: Answer): void => {
    process.send!(value);
  };
  process.on('message', (mutant: Mutant) => {
    judge(mutant).then(
      (verdict) => answer({ verdict }),
      (error) => answer({ verdict: { outcome: 'killed', by: messageOf(error) } }),
    );
  });
  process.on('disconnect', () => process.exit());
  begin().then(
    (fault) => answer(fault === undefined ? { ready: true } : { failed: `without any fault, ${fault}` }),
    (error) => answer({ failed: messageOf(error) }),
  );
}
