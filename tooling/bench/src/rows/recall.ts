import { fixedSteps, flow, flowOptions, rk4, Workspace } from '@hkmem/dynamics';
import { writeBatch } from '@hkmem/training';
import { type Data, firstBatch } from '../problem/data.ts';
import type { Sizes } from '../problem/sizes.ts';
import { type Subject, startEngine } from '../problem/subjects.ts';
import { coupledProblem, hopfieldProblem, type Problem } from '../problem/systems.ts';
import type { Prepared, Row } from './row.ts';

/** The time from one image to its class outputs, 24 field evaluations. */
export function recallRows(subject: Subject, sizes: Sizes, data: Data): readonly Row[] {
  const row = (id: string, title: string, problem: () => Problem): Row => ({
    id,
    title: `recall of one image, 24 field evaluations, ${title}`,
    subject: subject.id,
    threads: subject.threads,
    arithmetic: subject.arithmetic,
    prepare: async () => startRecall(subject, sizes, data, problem()),
  });
  return [
    row('recall-hopfield', 'Hopfield', () => hopfieldProblem(sizes)),
    row('recall-coupled', 'coupled', () => coupledProblem(sizes)),
  ];
}

function startRecall(subject: Subject, sizes: Sizes, data: Data, problem: Problem): Prepared {
  const engine = startEngine(subject, problem);
  const batch = firstBatch(data, sizes, 1);
  const workspace = new Workspace(engine, 1);
  const state = workspace.take();
  const options = flowOptions({ solver: rk4, control: fixedSteps(6), until: 1 });
  return {
    run: async () => {
      writeBatch(engine, state, batch);
      await flow(workspace, state, options);
      return engine.readout(state, { kind: 'threshold', classes: 10 });
    },
    dispose: () => {
      workspace.dispose();
      engine.dispose();
    },
  };
}
