import { isObject } from './shown-settings.ts';

/** The last of each kind of a log's lines. */
export interface LogEnd {
  readonly update?: number;
  readonly loss?: number;
  readonly accuracy?: number;
}

/** One line of a log that holds what it should, or undefined. */
export function logLine(line: string): Readonly<Record<string, unknown>> | undefined {
  if (line.length > 64 * 1024 || line === '') return undefined;
  try {
    const found: unknown = JSON.parse(line);
    return isObject(found) ? found : undefined;
  } catch {
    return undefined;
  }
}

/** What the end of a log says; its first line may be cut. */
export function logEnd(text: string): LogEnd {
  const lines = text.split('\n');
  let [update, loss, accuracy]: (number | undefined)[] = [];
  for (let n = lines.length - 1; n >= 0 && (update === undefined || accuracy === undefined); n--) {
    const line = logLine(lines[n]!);
    if (line === undefined) continue;
    if (line['kind'] === 'update' && update === undefined) {
      update = finite(line['update']);
      loss = finite(line['loss']);
    }
    if (line['kind'] === 'accuracy') accuracy ??= finite(line['accuracy']);
  }
  return {
    ...(update !== undefined && { update }),
    ...(loss !== undefined && { loss }),
    ...(accuracy !== undefined && { accuracy }),
  };
}

/** A number that can be drawn, or undefined. */
export function finite(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}
