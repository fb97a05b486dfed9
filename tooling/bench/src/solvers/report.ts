import { digits, duration, percent } from '../report/format.ts';
import type { Section } from '../report/sections.ts';
import { trainingCandidates, trainingId } from './accuracy.ts';
import { ownSteps } from './adaptive.ts';
import { candidates } from './candidates.ts';
import { type TaskName, taskNames } from './settings.ts';
import { isFound, type StudyResults } from './store.ts';

const titles: Readonly<Record<TaskName, string>> = { base: 'the base memory', edit: 'the edit' };

/** Short names of parameters, for columns. */
const shortNames: Readonly<Record<string, string>> = {
  'hopfield.weights': 'V',
  'hopfield.bias': 'b',
  'kuramoto.A': 'A',
  'kuramoto.B': 'B',
  'start.s': 'start',
};

/** What the study says, for text and Markdown alike; sections without rows are left out. */
export function studySections(results: StudyResults, command: string): readonly Section[] {
  return [
    methodSection(results, command),
    ...taskNames.map((task) => gradientSection(results, task)),
    ...taskNames.map((task) => accuracySection(results, task)),
    adaptiveSection(results),
    failureSection(results),
  ].filter(({ rows }) => rows.length > 0);
}

function methodSection({ settings, base, data, times }: StudyResults, command: string): Section {
  const { neurons, neighbours, dimension, batches, memoryUpdates, trainingUpdates, fine } = settings;
  const timed = times.base ?? times.edit;
  return {
    title: 'Solvers: how they were compared',
    lines: [],
    header: ['what', 'here'],
    rows: [
      ['command', command],
      ['data', data],
      [
        'base memory',
        base === 'trained' ? `trained here, ${memoryUpdates.base} updates` : `weights ${base.slice(0, 12)}`,
      ],
      ['sizes', `N = ${neurons}, k = ${neighbours}, D = ${dimension}, B = ${batches.base} and ${batches.edit}`],
      ['edit', `additive swap of 0 and 1, alpha held; gradients after ${memoryUpdates.edit} updates`],
      ['trainings', `${trainingUpdates.base} updates of the base from its start, ${trainingUpdates.edit} of the edit`],
      ['fine integration', `adaptive Tsit5, rtol ${fine}, atol ${fine / 1000}, groups of 50`],
      ...(timed === undefined
        ? []
        : [
            [
              'times',
              `${timed.machine.processor}, ${timed.machine.cores} cores, Node ${timed.machine.node}, ${timed.backend}, ` +
                `load ${timed.load} before, commit ${timed.machine.commit}, ${timed.date}`,
            ],
          ]),
    ],
  };
}

function gradientSection({ gradients, times }: StudyResults, task: TaskName): Section {
  const rows = gradients[task];
  const paths = Object.keys(Object.values(rows).find(isFound)?.cosines ?? {});
  const names = paths.map((path) => shortNames[path] ?? path);
  return {
    title: `Solvers: gradients of ${titles[task]}`,
    lines: [
      'Cosine of the gradient of a batch with that of RK4 with 64 steps, mean of two batches, with equal and with ' +
        'jittered steps, sorted by field evaluations; root mean square over test images of the difference of class outputs.',
    ],
    header: [
      'solver and steps',
      'field evaluations',
      ...names.map((name) => `cosine, ${name}`),
      ...names.map((name) => `jittered, ${name}`),
      'outputs off by',
      'update',
    ],
    rows: candidates
      .toSorted((a, b) => a.evaluations - b.evaluations)
      .flatMap(({ id, evaluations }) => {
        const row = rows[id];
        if (!isFound(row)) return [];
        const time = times[task]?.byCandidate[id];
        return [
          [
            id,
            String(evaluations),
            ...paths.map((path) => row.cosines[path]!.toFixed(4)),
            ...paths.map((path) => row.jittered[path]!.toFixed(4)),
            row.outputError.toFixed(4),
            time === undefined ? '' : duration(time.median),
          ],
        ];
      }),
  };
}

function accuracySection({ accuracy }: StudyResults, task: TaskName): Section {
  return {
    title: `Solvers: accuracy of ${titles[task]}`,
    lines: [
      'Test accuracy after a training with these steps: with as many equal steps, and under the fine integration; images ' +
        'whose class differs between the two; field evaluations of an image in the fine integration; loss of the last tenth.',
    ],
    header: ['solver and steps', 'updates', 'loss', 'at its steps', 'fine', 'differ', 'fine evaluations'],
    rows: trainingCandidates.flatMap((candidate) => {
      const id = trainingId(candidate);
      const row = accuracy[task][id];
      if (!isFound(row)) return [];
      return [
        [
          id,
          String(row.updates),
          row.loss.toFixed(3),
          hundredths(row.accuracy),
          hundredths(row.fineAccuracy),
          `${row.changed} of ${row.images}`,
          digits(row.fineEvaluations),
        ],
      ];
    }),
  };
}

function adaptiveSection({ adaptive, settings }: StudyResults): Section {
  return {
    title: 'Solvers: one step size for many samples, or for each',
    lines: [
      `Adaptive steps over ${settings.adaptiveImages} test images in groups that share their steps: mean field evaluations of ` +
        'an image, and what share of them is saved against the largest group with Tsit5.',
    ],
    header: ['memory', 'solver', 'images that share steps', 'rtol', 'field evaluations', 'saved', 'outputs off by'],
    rows: taskNames.flatMap((task) => {
      const rows = Object.values(adaptive[task]);
      const shared = rows[0]?.evaluations ?? 1;
      return rows.map(({ solver, group, rtol, evaluations, outputError }) => [
        titles[task],
        solver,
        group === ownSteps ? 'own steps' : String(group),
        String(rtol),
        digits(evaluations),
        percent(1 - evaluations / shared),
        outputError.toExponential(1),
      ]);
    }),
  };
}

function failureSection({ gradients, accuracy }: StudyResults): Section {
  const failed = taskNames.flatMap((task) =>
    [gradients[task], accuracy[task]].flatMap((rows) =>
      Object.entries(rows).flatMap(([id, row]) => ('failure' in row ? [[`${titles[task]}: ${id}`, row.failure]] : [])),
    ),
  );
  return { title: 'Solvers: what failed', lines: [], header: ['what', 'reason'], rows: failed };
}

function hundredths(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
