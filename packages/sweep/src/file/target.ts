import { type EditTaskName, editTaskNames } from '@hkmem/datasets';
import { ConfigError, suggestion } from '@hkmem/experiments';
import type { SweepTaskName } from './sweep-file.ts';

/** What a dotted path of a grid sets, and where. */
export interface Target {
  /** `both`: base and edits alike. */
  readonly part: 'base' | 'edit' | 'both';
  /** Of an edit, the one task that it concerns; all if absent. */
  readonly task?: EditTaskName;
  /** Path in the settings of that part. */
  readonly path: string;
}

const common = ['data', 'seed', 'evaluation', 'checkpointEvery'];
const ofBase = ['memory'];
const ofEdit = ['digits', 'graph', 'oscillators', 'coupling', 'bias', 'freezeUntil'];
const ofEach = ['flow', 'optimiser', 'batch', 'updates'];

/**
 * Finds what a path means: `base.<setting>`, `edit.<setting>`, `edits.<task>.<setting>`, or a setting alone where only
 * one of them has it or both share it. @throws {ConfigError} naming the path, and what is allowed.
 */
export function targetOf(source: string, path: string, tasks: readonly SweepTaskName[]): Target {
  const name = `${source}: grid.${path}`;
  const edits = tasks.filter((task) => task !== 'base');
  const found = locate(name, path, edits.length > 0);
  if (found.part === 'edit' && edits.length === 0) {
    throw new ConfigError(name, [`concerns edits, and tasks holds none; allowed are ${editTaskNames.join(', ')}`]);
  }
  if (found.task !== undefined && !edits.includes(found.task)) {
    throw new ConfigError(name, [`concerns a task that is not among tasks: ${tasks.join(', ')}`]);
  }
  const [root = ''] = found.path.split('.');
  const allowed = found.part === 'base' ? [...common, ...ofBase, ...ofEach] : [...common, ...ofEdit, ...ofEach];
  if (found.part !== 'both' && !allowed.includes(root)) {
    throw new ConfigError(name, [`'${root}' is no setting of ${found.part}: ${suggestion(root, allowed)}`]);
  }
  if (found.task !== undefined && root === 'data') throw new ConfigError(name, ['data is one for all edits']);
  return found;
}

function locate(name: string, path: string, edits: boolean): Target {
  const [root = '', ...rest] = path.split('.');
  if (root === 'base' || root === 'edit') return { part: root, path: rest.join('.') };
  if (root === 'edits') {
    const task = editTaskNames.find((known) => known === rest[0]);
    if (task === undefined) throw new ConfigError(name, [`unknown task: ${suggestion(rest[0] ?? '', editTaskNames)}`]);
    return { part: 'edit', task, path: rest.slice(1).join('.') };
  }
  if (common.includes(root)) return { part: 'both', path };
  if (ofBase.includes(root)) return { part: 'base', path };
  if (ofEdit.includes(root)) return { part: 'edit', path };
  if (!ofEach.includes(root)) {
    const known = ['sample', 'base', 'edit', 'edits', ...common, ...ofBase, ...ofEdit, ...ofEach];
    throw new ConfigError(name, [`unknown setting '${root}': ${suggestion(root, known)}`]);
  }
  if (!edits) return { part: 'base', path };
  throw new ConfigError(name, [`is a setting of base and of edits; write base.${path} or edit.${path}`]);
}
