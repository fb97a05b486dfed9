import { ValueError } from '@hkmem/backend';
import { judgeEdits, makeLora, makeRestEdits } from './edit-weights.ts';
import { makeEdit, makeMemory } from './memory-weights.ts';
import { makeRest } from './rest-weights.ts';
import { makeDigits } from './shown-digits.ts';
import type { Run, Workshop } from './workshop.ts';

/** What the weights may take that a reader of all scenes fetches. */
const byteLimit = 0.5e6;

/** Those weights, by the runs that they are made of; lora.bin is fetched where a reader asks for it. */
const readOf = { memory: ['memory', 'edit'], rest: ['rest', 'rest-edit', 'rest-lora'] } as const;

/**
 * Makes weights of the site, edits with the memories that they edit, of what is given: a base memory with an associative swap
 * of it, a memory at rest, or all three.
 * @throws {ValueError} if that is something else, or the weights would take more than the site may.
 */
export async function makeSiteWeights(at: Workshop, runs: readonly Run[]): Promise<void> {
  const [base, edited, rest] = ['base', 'associative-swap', 'base at rest'].map((kind) =>
    runs.find((run) => kindOf(run) === kind),
  );
  const found = [base, edited, rest].filter((run) => run !== undefined);
  if ((base === undefined) !== (edited === undefined) || found.length !== runs.length || found.length === 0) {
    throw new ValueError(
      'runs',
      runs.map(kindOf).join(', ') || 'none',
      'a base memory with an associative swap of it, a base at rest, or all three',
    );
  }
  const shown = makeDigits(at);
  let made: readonly string[] = [];
  if (base !== undefined && edited !== undefined) {
    await makeEdit(at, edited, base, await makeMemory(at, base, shown), shown);
    await makeLora(at);
    made = readOf.memory;
  }
  if (rest !== undefined) {
    await makeRest(at, rest, shown);
    await makeRestEdits(at);
    await judgeEdits(at);
    made = made.concat(readOf.rest);
  }
  const total = at.folder.size(made);
  if (total > byteLimit) throw new ValueError('bytes of weights', total, `at most ${byteLimit}`);
  at.say(`${total} bytes in ${at.folder.path}: ${made.join(', ')}`);
}

function kindOf({ checkpoint }: Run): string {
  const { task, rest } = checkpoint.config as { task: string; rest?: unknown };
  return rest === undefined ? task : `${task} at rest`;
}
