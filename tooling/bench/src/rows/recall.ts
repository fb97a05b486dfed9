import { fixedSteps, flow, flowOptions, rk4, Workspace } from '@hkmem/dynamics';
import { writeBatch } from '@hkmem/training';
import { type Data, firstBatch } from '../problem/data.ts';
import type { Sizes } from '../problem/sizes.ts';
import { type Subject, startEngine } from '../problem/subjects.ts';
import { coupledProblem, hopfieldProblem, type Problem } from '../problem/systems.ts';
import type { Prepared, Row } from './row.ts';

/** The time from images, one unless told otherwise, to their class outputs, 24 field evaluations. */
export function recallRows(subject: Subject, sizes: Sizes, data: Data, images = 1): readonly Row[] {
  const of = images === 1 ? 'one image' : `${images} images`;
  const row = (id: string, title: string, problem: () => Problem): Row => ({
    id,
    title: `recall of ${of}, 24 field evaluations, ${title}`,
    subject: subject.id,
    threads: subject.threads,
    arithmetic: subject.arithmetic,
    prepare: async () => startRecall(subject, sizes, data, problem(), images),
  });
  return [
    row('recall-hopfield', 'Hopfield', () => hopfieldProblem(sizes)),
    row('recall-coupled', 'coupled', () => coupledProblem(sizes)),
  ];
}

function startRecall(subject: Subject, sizes: Sizes, data: Data, problem: Problem, images: number): Prepared {
  const engine = startEngine(subject, problem);
  const batch = firstBatch(data, sizes, images);
  const workspace = new Workspace(engine, images);
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
