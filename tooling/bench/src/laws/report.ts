import { digits, duration } from '../report/format.ts';
import type { Section } from '../report/sections.ts';
import type { Comparison } from './comparison.ts';
import type { MakingRow } from './making.ts';

/** Comparisons of one kind. */
export interface ComparedPart {
  readonly title: string;
  /** Names of the two ways. */
  readonly ways: readonly [of: string, against: string];
  /** The most that a ratio may be. */
  readonly goal: number;
  readonly rows: readonly Comparison[];
}

/** What was found, for text and Markdown alike. */
export function lawSections(
  parts: readonly ComparedPart[],
  making: readonly MakingRow[],
  lines: readonly string[],
): Section[] {
  const sections = parts.map(({ title, ways: [of, against], goal, rows }): Section => {
    return {
      title,
      lines: [],
      header: ['work', of, against, 'ratio', 'quartiles', `at most ${goal}`],
      rows: rows.map(({ title: work, times, ratio: { median, lower, upper } }) => [
        work,
        duration(times[0]),
        duration(times[1]),
        fine(median),
        `${fine(lower)} to ${fine(upper)}`,
        median <= goal ? 'met' : 'missed',
      ]),
    };
  });
  const made: Section = {
    title: 'Making laws',
    lines: [],
    header: ['work', 'median', 'quartiles', 'at most 20 ms'],
    rows: making.map(({ title, time: { median, lower, upper } }) => [
      title,
      duration(median),
      `${digits(lower)} to ${digits(upper)} ms`,
      median <= 20 ? 'met' : 'missed',
    ]),
  };
  return [...sections, made].map((section, n) => (n === 0 ? { ...section, lines } : section));
}

function fine(ratio: number): string {
  return ratio.toFixed(3);
}
