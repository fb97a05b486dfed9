import type { Corruption, ImageHalf } from '@hkmem/datasets';
import { UsageError } from '../console/errors.ts';

const halves: readonly ImageHalf[] = ['top', 'bottom', 'left', 'right'];

/** A corruption from text: `noise:0.3`, `erase:top`, `occlude:12`. @throws {UsageError} saying what is allowed. */
export function parseCorruption(text: string): Corruption {
  const [kind, value = ''] = text.split(':', 2);
  const number = Number(value);
  if (kind === 'noise' && value !== '' && number >= 0 && number <= 1) return { kind, level: number };
  const half = halves.find((name) => name === value);
  if (kind === 'erase' && half !== undefined) return { kind, half };
  if (kind === 'occlude' && Number.isInteger(number) && number >= 1) return { kind, size: number };
  throw new UsageError(
    `--corrupt: got '${text}', allowed are noise:<share of pixels, 0 to 1>, erase:${halves.join('|')}, occlude:<pixels a side>`,
  );
}
