import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ParameterValues } from '@hkmem/backend';
import { readParameters } from '@hkmem/dynamics';
import {
  createCheckpoint,
  decodeCheckpoint,
  describeTrainingFlow,
  encodeCheckpoint,
  parametersOf,
} from '@hkmem/training';
import type { Subject } from '../problem/subjects.ts';
import type { StudySettings } from './settings.ts';
import { memoryFlow, type Task, trainTask } from './task.ts';

/** SHA-256 of a weights file. @throws {Error} if it cannot be read. */
export function weightsHash(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

/** Parameters of a base memory from a weights file. @throws {Error} if it is none for the task's system. */
export function readBase(file: string, task: Task): ParameterValues {
  const checkpoint = decodeCheckpoint(readFileSync(file));
  const { neurons, oscillators } = checkpoint.spec;
  if (neurons !== task.spec.neurons || oscillators !== undefined) {
    throw new Error(`base '${file}': got ${neurons} neurons, allowed is a Hopfield memory of ${task.spec.neurons}`);
  }
  return parametersOf(checkpoint);
}

/** Parameters of the study's own base memory, trained once and kept in `file`. */
export async function ownBase(
  file: string,
  subject: Subject,
  task: Task,
  settings: StudySettings,
  onUpdate: (update: number, loss: number) => void,
): Promise<ParameterValues> {
  if (existsSync(file)) return readBase(file, task);
  const { seed } = settings;
  const updates = settings.memoryUpdates.base;
  const engine = await trainTask(subject, task, { flow: memoryFlow, updates, seed, onUpdate });
  try {
    const values = await readParameters(engine);
    const parameters = Object.fromEntries(
      Object.entries(values).map(([path, data]) => [path, { shape: engine.shapes.get(path)!, data }]),
    );
    const state = { update: updates, parameters, moments: {} };
    const integration = describeTrainingFlow(memoryFlow);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(
      file,
      encodeCheckpoint(createCheckpoint({ spec: task.spec, state, config: settings, seed, integration })),
    );
    return values;
  } finally {
    engine.dispose();
  }
}
