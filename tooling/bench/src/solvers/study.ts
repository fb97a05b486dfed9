import { join } from 'node:path';
import type { Engine } from '@hkmem/backend';
import { bosh3, dopri5, lawson5, type Tableau, tsit5 } from '@hkmem/dynamics';
import { describeMachine, load } from '../machine/machine.ts';
import { type Subject, startEngine, startSubject } from '../problem/subjects.ts';
import { type AccuracyRow, trainAndJudge, trainingCandidates, trainingId } from './accuracy.ts';
import { adaptiveGroups, adaptiveRow, fineOutputs, ownSteps } from './adaptive.ts';
import { ownBase, readBase, weightsHash } from './base-memory.ts';
import { candidates } from './candidates.ts';
import { GradientComparison } from './gradients.ts';
import type { PartName, StudySettings, TaskName } from './settings.ts';
import { type StudyResults, StudyStore } from './store.ts';
import { baseTask, editOf, loadStudyData, memoryFlow, type Task, trainTask } from './task.ts';
import { timeUpdates } from './times.ts';

/** How the study is gone about. */
export interface StudyOptions {
  readonly settings: StudySettings;
  readonly parts: readonly PartName[];
  /** Folder of results and of the study's own base memory. */
  readonly out: string;
  /** A weights file of a base memory, in place of the study's own. */
  readonly base?: string;
  /** Id of a subject: `relaxed-2`. */
  readonly subject: string;
  /** Rounds of the times. */
  readonly rounds: number;
  readonly onProgress: (line: string) => void;
}

/** Runs what is not there yet and returns all there is. @throws {Error} if settings and folder do not go together. */
export async function runStudy(options: StudyOptions): Promise<StudyResults> {
  const { settings, out, base, onProgress } = options;
  const data = await loadStudyData(settings);
  const store = new StudyStore(join(out, 'solvers.json'), {
    settings,
    base: base === undefined ? 'trained' : weightsHash(base),
    data: `${data.train.count} training and ${data.test.count} test images of ${data.train.height} x ${data.train.width} pixels`,
  });
  const subject = await startSubject(options.subject);
  try {
    const task = baseTask(settings, data);
    const updates = settings.memoryUpdates.base;
    const report = everyTenth('base memory', updates, onProgress);
    const parameters =
      base === undefined
        ? await ownBase(join(out, 'base.safetensors'), subject, task, settings, report)
        : readBase(base, task);
    await new StudyTask(options, store, subject, { ...task, parameters }, task).run();
    const edit = editOf(parameters, settings, data);
    await new StudyTask(options, store, subject, edit, edit).run();
    return store.results;
  } finally {
    await subject.backend.dispose();
  }
}

/** The parts of the study on one task: `known` with the parameters to go on from, `fresh` with those to train from. */
class StudyTask {
  readonly #options: StudyOptions;
  readonly #store: StudyStore;
  readonly #subject: Subject;
  readonly #known: Task;
  readonly #fresh: Task;

  constructor(options: StudyOptions, store: StudyStore, subject: Subject, known: Task, fresh: Task) {
    this.#options = options;
    this.#store = store;
    this.#subject = subject;
    this.#known = known;
    this.#fresh = fresh;
  }

  async run(): Promise<void> {
    const { parts } = this.#options;
    let engine: Engine | undefined;
    const memory = async (): Promise<Engine> => {
      engine ??= await this.#memory();
      return engine;
    };
    try {
      if (parts.includes('gradients')) await this.#gradients(memory);
      if (parts.includes('times')) await this.#times(memory);
      if (parts.includes('adaptive')) await this.#adaptive(memory);
    } finally {
      engine?.dispose();
    }
    if (parts.includes('accuracy')) await this.#accuracy();
  }

  get #name(): TaskName {
    return this.#known.name;
  }

  /** The base memory, or an edit of it after some updates. */
  async #memory(): Promise<Engine> {
    if (this.#name === 'base') return startEngine(this.#subject, this.#known);
    const { settings, onProgress } = this.#options;
    const until = settings.memoryUpdates.edit;
    const onUpdate = everyTenth('edit to compare gradients of', until, onProgress);
    const updates = Math.max(until, 200);
    return trainTask(this.#subject, this.#known, { flow: memoryFlow, updates, until, seed: settings.seed, onUpdate });
  }

  async #gradients(memory: () => Promise<Engine>): Promise<void> {
    const { settings, onProgress } = this.#options;
    const rows = this.#store.results.gradients[this.#name];
    if (candidates.every(({ id }) => rows[id] !== undefined)) return;
    const from = settings.memoryUpdates[this.#name] + 1000;
    const comparison = new GradientComparison(await memory(), this.#known, settings, from);
    try {
      for (const candidate of candidates) {
        onProgress(`${this.#name}, gradients: ${candidate.id}`);
        await this.#store.row(rows, candidate.id, () => comparison.compare(candidate));
      }
    } finally {
      comparison.dispose();
    }
  }

  async #times(memory: () => Promise<Engine>): Promise<void> {
    const { onProgress, rounds } = this.#options;
    const { times } = this.#store.results;
    if (times[this.#name] !== undefined) return;
    const before = load();
    const byCandidate = await timeUpdates(await memory(), this.#known, candidates, rounds, (round, of) =>
      onProgress(`${this.#name}, times: round ${round + 1} of ${of}`),
    );
    times[this.#name] = {
      date: new Date().toISOString(),
      machine: describeMachine(),
      backend: this.#subject.backend.description,
      load: before,
      byCandidate,
    };
    this.#store.save();
  }

  async #adaptive(memory: () => Promise<Engine>): Promise<void> {
    const { settings, onProgress } = this.#options;
    const rows = this.#store.results.adaptive[this.#name];
    const images = Math.min(settings.adaptiveImages, this.#known.test.count);
    const wanted: readonly (readonly [Tableau, number])[] = [
      ...adaptiveGroups.map((group) => [tsit5, group] as const),
      [dopri5, adaptiveGroups[0]!],
      [bosh3, adaptiveGroups[0]!],
      [lawson5, adaptiveGroups[0]!],
      ...[tsit5, dopri5, bosh3, lawson5].map((solver) => [solver, ownSteps] as const),
    ];
    let reference: ArrayLike<number> | undefined;
    for (const [solver, group] of wanted) {
      const id = `${solver.name}, ${group}`;
      if (rows[id] !== undefined) continue;
      onProgress(`${this.#name}, adaptive steps: ${id}`);
      const engine = await memory();
      reference ??= await fineOutputs(engine, this.#known, images);
      rows[id] = await adaptiveRow(engine, this.#known, solver, group, images, reference);
      this.#store.save();
    }
  }

  async #accuracy(): Promise<void> {
    const { settings, onProgress } = this.#options;
    const rows = this.#store.results.accuracy[this.#name];
    const updates = settings.trainingUpdates[this.#name];
    for (const candidate of trainingCandidates) {
      const id = trainingId(candidate);
      const onUpdate = everyTenth(`${this.#name}, accuracy: ${id}`, updates, onProgress);
      await this.#store.row(rows, id, (): Promise<AccuracyRow> => {
        return trainAndJudge(this.#subject, this.#fresh, candidate, settings, onUpdate);
      });
    }
  }
}

/** Tells of every tenth of the updates of a training. */
function everyTenth(
  what: string,
  updates: number,
  onProgress: (line: string) => void,
): (update: number, loss: number) => void {
  const every = Math.max(1, Math.floor(updates / 10));
  return (update, loss) => {
    if (update % every === 0) onProgress(`${what}: update ${update} of ${updates}, loss ${loss.toFixed(3)}`);
  };
}
