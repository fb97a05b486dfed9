import type { Term } from '@hkmem/backend';
import type { Sizes } from '../problem/sizes.ts';
import { randomState } from '../problem/states.ts';
import { fence, type Subject, startEngine } from '../problem/subjects.ts';
import { coupledProblem } from '../problem/systems.ts';
import type { Prepared, Row } from './row.ts';

/** The end of an RK4 step: one state and four stages. */
export function combineRow(subject: Subject, sizes: Sizes): Row {
  return {
    id: 'combine',
    title: 'linear combination of 5 coupled states',
    subject: subject.id,
    threads: subject.threads,
    arithmetic: subject.arithmetic,
    prepare: async (): Promise<Prepared> => {
      const engine = startEngine(subject, coupledProblem(sizes));
      const out = engine.createState(sizes.batch);
      const terms = ['y', 'k0', 'k1', 'k2', 'k3'].map((name): Term => [0.2, randomState(engine, sizes.batch, name)]);
      return {
        run: () => {
          engine.combine(out, terms);
          return fence(engine, out);
        },
        dispose: () => engine.dispose(),
      };
    },
  };
}
