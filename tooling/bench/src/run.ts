import { growthAxes, measureGrowth } from './growth/growth.ts';
import { describeMachine, load } from './machine/machine.ts';
import type { Failure } from './measure/failure.ts';
import { measureRows } from './measure/measure-rows.ts';
import { measureMemory } from './memory/memory.ts';
import { loadData } from './problem/data.ts';
import { arePaperSizes, type Sizes } from './problem/sizes.ts';
import { type AbsentSubject, startSubjects } from './problem/subjects.ts';
import type { GrowthCurve, MemoryResult, Report, RowResult } from './report/report.ts';
import { calibrations, goalResults, groupResults, productRates } from './report/results.ts';
import { allGroups, matches, selectRows } from './rows/groups.ts';
import { rowKey } from './rows/row.ts';

/** What to measure and how thoroughly. */
export interface BenchSettings {
  readonly sizes: Sizes;
  /** Ids of subjects: `relaxed-1`, `plain-2`, `cpu-1`. */
  readonly subjects: readonly string[];
  /** Fewer rounds. */
  readonly quick: boolean;
  /** Rows to measure; all if empty. Matched against `part: row on subject`. */
  readonly filters: readonly RegExp[];
  /** How the run was asked for, for the record. */
  readonly command: string;
  /** Rounds and length of a sample in milliseconds instead of the usual ones, for tests. */
  readonly rounds?: number;
  readonly leastSample?: number;
  /** Whether processor time of all threads is taken, for work in one thread on a busy machine, in place of time passed. */
  readonly processorTime?: boolean;
  readonly onProgress?: (line: string) => void;
  /** Told of what there is after each part, so that a run that is ended early is not lost. */
  readonly onPart?: (report: Report) => void;
}

const method =
  'All rows of a part are measured in one process, in turn: every round takes one sample of each, starting one row later ' +
  'than the round before, and the first rounds are dropped. A sample repeats short work until it lasts 20 ms. Times are ' +
  'medians with quartiles. Peaks and the tfjs versions are rows of the same rounds.';

/** Runs the benchmark. @throws {Error} if no subject can be started. */
export async function runBenchmark(settings: BenchSettings): Promise<Report> {
  const {
    sizes,
    quick,
    filters,
    command,
    rounds,
    leastSample = 20,
    processorTime = false,
    onProgress = () => {},
    onPart = () => {},
  } = settings;
  const loads = [{ part: 'before', load: load() }];
  const failures: Failure[] = [];
  const memory = await memoryResults(settings, failures);
  const { subjects, absent } = await startSubjects(settings.subjects);
  if (subjects.length === 0) throw new Error(noSubject(absent));
  const rows: RowResult[] = [];
  const growth: GrowthCurve[] = [];
  const data = await loadData(sizes);
  const reportNow = (): Report => ({
    formatVersion: 1,
    date: new Date().toISOString(),
    command,
    machine: describeMachine(),
    sizes,
    data: data.description,
    backends: subjects.map(({ id, backend }) => ({ id, description: backend.description })),
    absent,
    method: processorTime ? `${method} Times are processor time of all threads, not time passed.` : method,
    load: [...loads],
    calibration: calibrations(rows),
    products: productRates(rows),
    rows: [...rows],
    memory,
    growth: [...growth],
    goals: arePaperSizes(sizes) ? goalResults(rows, memory) : [],
    failures: [...failures],
  });
  const options = (counts: readonly [number, number], warmUp: readonly [number, number], part: string) => ({
    rounds: rounds ?? counts[quick ? 1 : 0],
    warmUp: rounds === undefined ? warmUp[quick ? 1 : 0] : 1,
    leastSample,
    ...(processorTime && { clock: processorMilliseconds }),
    onRound: (round: number, of: number) => onProgress(`${part}: round ${round + 1} of ${of}`),
  });
  try {
    for (const group of allGroups(subjects, sizes, data)) {
      const selected = selectRows(group, filters);
      if (selected.length === 0) continue;
      onProgress(`${group.id}: ${selected.length} rows`);
      const measured = await measureRows(selected, options(group.rounds, group.warmUp, group.id));
      rows.push(...groupResults(group.id, measured));
      failures.push(...measured.failures);
      loads.push({ part: `after ${group.id}`, load: load() });
      onPart(reportNow());
    }
    const subject = subjects.find(({ threads }) => threads === 1) ?? subjects[0]!;
    for (const axis of growthAxes) {
      if (!matches(filters, 'growth', axis)) continue;
      const found = await measureGrowth(axis, subject, sizes, options([11, 3], [2, 1], `growth against ${axis}`));
      growth.push(...found.curves);
      failures.push(...found.failures);
      onPart(reportNow());
    }
    if (growth.length > 0) loads.push({ part: 'after growth', load: load() });
  } finally {
    for (const { backend } of subjects) await backend.dispose();
  }
  const report = reportNow();
  if (rows.length + memory.length + growth.length + failures.length === 0) throw new Error(noRow(filters));
  return report;
}

/** Processor time of this process. */
function processorMilliseconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function noRow(filters: readonly RegExp[]): string {
  const example = `'updates: ${rowKey({ id: 'coupled-update-24', subject: 'relaxed-2' })}'`;
  return `filter: got ${filters.map(({ source }) => source).join(', ')}, which no row matches. Rows are named as in ${example}.`;
}

/** First of all, since a child of a large process starts with its parent's peak. */
async function memoryResults(settings: BenchSettings, failures: Failure[]): Promise<readonly MemoryResult[]> {
  const { subjects, sizes, filters, quick, onProgress } = settings;
  const results: MemoryResult[] = [];
  for (const subject of subjects) {
    const row = rowKey({ id: 'memory-coupled', subject });
    if (!matches(filters, 'memory', row)) continue;
    onProgress?.(row);
    try {
      results.push(await measureMemory(subject, sizes, quick ? 2 : 6));
    } catch (error) {
      failures.push({ row, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return results;
}

function noSubject(absent: readonly AbsentSubject[]): string {
  return `no backend could be started. ${absent.map(({ id, reason }) => `${id}: ${reason}`).join(' ')}`;
}
