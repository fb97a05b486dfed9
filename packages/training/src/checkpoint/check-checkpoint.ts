import { checkLevels } from '@hkmem/backend';
import type { Checkpoint } from './checkpoint.ts';
import { CheckpointMismatchError, type FieldDifference } from './errors.ts';

/**
 * Compares a checkpoint's configuration with the expected one, as JSON, field by field.
 * @throws {CheckpointMismatchError} naming every field that differs. @throws {TextError} on one nested too deeply.
 */
export function checkCheckpoint(checkpoint: Pick<Checkpoint, 'config'>, expected: unknown): void {
  const differences = [...differencesOf('', asJson(checkpoint.config), asJson(expected))];
  if (differences.length > 0) throw new CheckpointMismatchError(differences);
}

/** What JSON keeps of a value. @throws {TextError} if it is nested more than 500 levels deep. */
function asJson(value: unknown): unknown {
  checkLevels(value, 'the configuration');
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined ? undefined : JSON.parse(text);
}

function* differencesOf(field: string, got: unknown, expected: unknown): Generator<FieldDifference> {
  if (isTree(got) && isTree(expected) && Array.isArray(got) === Array.isArray(expected)) {
    for (const key of new Set([...Object.keys(got), ...Object.keys(expected)])) {
      const member = (tree: object): unknown => (Object.hasOwn(tree, key) ? tree[key as keyof object] : undefined);
      yield* differencesOf(field === '' ? key : `${field}.${key}`, member(got), member(expected));
    }
  } else if (got !== expected) {
    const text = (value: unknown): string => (value === undefined ? 'absent' : JSON.stringify(value));
    yield { field: field === '' ? 'configuration' : field, got: text(got), expected: text(expected) };
  }
}

function isTree(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
