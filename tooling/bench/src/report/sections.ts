import { describeSizes } from '../problem/sizes.ts';
import { duration, goalCells, goalHeader, percent, quantityText, times } from './format.ts';
import { goalPeak } from './goals.ts';
import type { Report, RowResult } from './report.ts';

/** A part of a report for people: paragraphs, then a table. */
export interface Section {
  readonly title: string;
  readonly lines: readonly string[];
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const groupTitles: Readonly<Record<string, string>> = { kernels: 'Kernels', recall: 'Recall', updates: 'Updates' };

/** What a report says, for text and Markdown alike; sections without rows are left out. */
export function sectionsOf(report: Report): readonly Section[] {
  const groups = [...new Set(report.rows.map(({ group }) => group))];
  return [
    machineSection(report),
    goalSection(report),
    ...groups.map((group) => rowSection(report, group)),
    memorySection(report),
    growthSection(report),
    missingSection(report),
  ].filter(({ rows }) => rows.length > 0);
}

function machineSection({ machine, sizes, data, backends, date, load, method, command }: Report): Section {
  return {
    title: 'Machine and method',
    lines: [method, ...busyLines(load[0]?.load ?? 0)],
    header: ['what', 'here'],
    rows: [
      ['date', date],
      ['command', command],
      ['processor', `${machine.processor}, ${machine.cores} cores, ${machine.memoryGigabytes} GB`],
      ['system', `${machine.system}, Node ${machine.node}, V8 ${machine.v8}`],
      ['commit', machine.commit],
      ...Object.entries(machine.packages).map(([name, version]) => [name, version]),
      ...backends.map(({ id, description }) => [id, description]),
      ['sizes', describeSizes(sizes)],
      ['data', data],
      ['load of the machine', load.map((entry) => `${entry.load} ${entry.part}`).join(', ')],
    ],
  };
}

/** Runnable processes, in the minute before a run, above which others disturb it. */
const quietLoad = 1;

function busyLines(before: number): readonly string[] {
  if (before <= quietLoad) return [];
  return [`The machine was busy before the run (load ${before}): these figures are no measure of what it can do.`];
}

function goalSection({ goals, calibration }: Report): Section {
  const peak = calibration.find(({ id }) => id === 'peak-relaxed');
  const here = peak === undefined ? 'was not measured' : `is ${quantityText('gigaflops', peak.median)}`;
  return {
    title: 'Goals',
    lines: [
      `The goals are for a machine whose peak of 128-bit fused multiply-add is ${goalPeak} GFLOP/s a thread; here it ${here}. ` +
        "'By peak' is what the measured value would be on that machine if all of it went with the peak: an estimate.",
    ],
    header: goalHeader,
    rows: goals.map(goalCells),
  };
}

function rowSection({ rows, calibration, products }: Report, group: string): Section {
  const chosen = rows.filter((row) => row.group === group);
  const notes = new Map(chosen.flatMap(({ id, note }): [string, string][] => (note === undefined ? [] : [[id, note]])));
  const peaks = calibration.filter((entry) => entry.group === group);
  return {
    title: groupTitles[group] ?? group,
    lines: [
      ...(peaks.length > 0
        ? [
            `Peak of one thread in these rounds, median and best: ${peaks
              .map(({ id, median, best }) => `${id} ${median.toFixed(1)}, ${best.toFixed(1)} GFLOP/s`)
              .join('; ')}.`,
          ]
        : []),
      ...(group === 'kernels' && products.length > 0
        ? [
            `Best matrix product: ${products.map(({ subject, best }) => `${subject} ${best.toFixed(1)}`).join(', ')} GFLOP/s.`,
          ]
        : []),
      ...[...notes].map(([id, note]) => `${id}: ${note}.`),
    ],
    header: ['work', 'on', 'median', 'quartiles', 'least', 'GFLOP/s', 'of peak', 'against tfjs'],
    rows: chosen.map(rowCells),
  };
}

function rowCells({ id, title, subject, time, gigaflops, fractionOfPeak, ratios }: RowResult): readonly string[] {
  return [
    title,
    subject,
    duration(time.median),
    `${duration(time.lower)} to ${duration(time.upper)}`,
    duration(time.least),
    gigaflops?.toFixed(1) ?? '',
    fractionOfPeak === undefined ? '' : percent(fractionOfPeak),
    ratios.map((ratio) => `${times(ratio.times)} ${waysOfPeer(id, ratio.peer)}`.trim()).join(', '),
  ];
}

/** What tells a tfjs row from others that do the same: 'by hand' of `tfjs-coupled-update-24-by-hand`. */
function waysOfPeer(id: string, peer: string): string {
  const same = `tfjs-${id}-`;
  return peer.startsWith(same) ? peer.slice(same.length).replaceAll('-', ' ') : '';
}

function memorySection({ memory }: Report): Section {
  return {
    title: 'Memory',
    lines: ['Peak resident memory of a process that does only coupled training, 10^6 bytes.'],
    header: ['work', 'on', 'updates', 'at the start', 'peak'],
    rows: memory.map(({ title, subject, updates, megabytesAtStart, megabytes }) => [
      title,
      subject,
      String(updates),
      quantityText('megabytes', megabytesAtStart),
      quantityText('megabytes', megabytes),
    ]),
  };
}

function growthSection({ growth }: Report): Section {
  return {
    title: 'Growth',
    lines: [
      'Time against one size, the others fixed; the slope is the power of that size with which the median grows.',
    ],
    header: ['work', 'on', 'against', 'sizes', 'times', 'slope'],
    rows: growth.map(({ work, subject, axis, points, slope }) => [
      work,
      subject,
      axis,
      points.map(({ size }) => size).join(', '),
      points.map(({ time }) => duration(time.median)).join(', '),
      slope.toFixed(2),
    ]),
  };
}

function missingSection({ absent, failures }: Report): Section {
  return {
    title: 'Not measured',
    lines: [],
    header: ['what', 'reason'],
    rows: [...absent.map(({ id, reason }) => [id, reason]), ...failures.map(({ row, reason }) => [row, reason])],
  };
}
