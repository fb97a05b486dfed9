import { readFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { conformanceCount } from '../parts/conformance.ts';
import { type ListedPart, listedParts } from '../parts/list.ts';
import { peaksOf } from '../parts/peaks.ts';
import { rowTasks, runRows } from '../parts/rows.ts';
import { NoGpuError } from '../run/diagnose.ts';
import type { Finding, PartResult, Peaks } from '../run/finding.ts';
import { type ProcessSettings, runInProcess } from '../run/run-part.ts';

/** What a check is asked for. */
export interface CheckSettings {
  /** Seconds that all parts take together at most. */
  readonly budget: number;
  /** Ids of the parts to run; all if empty. */
  readonly only: readonly string[];
  readonly variant?: string;
  readonly short: boolean;
  readonly tell: (line: string) => void;
}

/** All that a check found, as it is written to JSON. */
export interface CheckReport {
  readonly formatVersion: 1;
  readonly date: string;
  readonly machine: string;
  readonly adapter: string;
  readonly budget: number;
  readonly seconds: number;
  readonly parts: readonly (PartResult & Pick<ListedPart, 'columns' | 'note'>)[];
  /** Whether something that was run failed. */
  readonly failed: boolean;
}

/** Seconds kept for writing the report. */
const reserve = 3;

/**
 * Runs the parts one after another, each in processes of its own, which are ended when their share of the time is over.
 * @throws {NoGpuError} (rejects) where there is no adapter.
 */
export async function runCheck(settings: CheckSettings): Promise<CheckReport> {
  const { budget, only, short, variant, tell } = settings;
  const start = performance.now();
  const spent = (): number => (performance.now() - start) / 1000;
  const chosen = listedParts.filter(({ id }) => only.length === 0 || id === 'adapter' || only.includes(id));
  const parts: CheckReport['parts'][number][] = [];
  let peaks: Peaks | undefined;
  for (const [n, part] of chosen.entries()) {
    const shares = chosen.slice(n).reduce((sum, { share }) => sum + share, 0);
    const share = ((budget - reserve - spent()) * part.share) / shares;
    // Without an adapter there is nothing else to do, and a driver may be slow to start.
    const allotted = part.id === 'adapter' ? Math.max(share, budget / 4) : share;
    tell(`${part.title}: ${allotted < 1 ? 'no time is left' : `${allotted.toFixed(0)} s at most`}`);
    const began = spent();
    const onFinding = (finding: Finding): void => tell(`  ${lineOf(finding)}`);
    const common: ProcessSettings = { seconds: allotted, short, ...(variant !== undefined && { variant }) };
    const result =
      allotted < 1
        ? { findings: [], seconds: 0, outOfTime: true }
        : part.id === 'rows'
          ? await rowsResult({ ...common, ...(peaks && { peaks }) }, onFinding)
          : await runInProcess(['part', part.id], common, onFinding);
    if (result.failure !== undefined) tell(`  broke off: ${result.failure}`);
    if (part.id === 'adapter' && result.findings.length === 0) throw noAdapter(result);
    peaks ??= part.id === 'peaks' ? peaksOf(result.findings) : undefined;
    const { id, title, columns, note } = part;
    parts.push({
      id,
      title,
      columns,
      note,
      allotted,
      ...result,
      findings: completed(id, result, short),
      seconds: spent() - began,
    });
  }
  const [first] = parts[0]!.findings;
  return {
    formatVersion: 1,
    date: new Date().toISOString(),
    machine: describeMachine(),
    adapter: chosenAdapter(parts[0]!.findings, variant) ?? first!.what,
    budget,
    seconds: spent(),
    parts,
    failed: parts.some(({ findings, failure }) => failure !== undefined || findings.some(isFailed)),
  };
}

function isFailed({ result }: Finding): boolean {
  return result === 'failed';
}

/** Adds what a part that was ended had no time for, where that is known. */
function completed(
  id: string,
  { findings, outOfTime }: { readonly findings: readonly Finding[]; readonly outOfTime: boolean },
  short: boolean,
): readonly Finding[] {
  if (!outOfTime) return findings;
  const missing = id === 'conformance' && !short ? `${conformanceCount() - findings.length} systems` : 'the rest';
  return [...findings, { what: missing, result: 'not run', text: 'no time was left' }];
}

async function rowsResult(
  common: ProcessSettings,
  onFinding: (finding: Finding) => void,
): Promise<Omit<PartResult, 'id' | 'title' | 'allotted'>> {
  const start = performance.now();
  const findings: Finding[] = [];
  await runRows(rowTasks(common.short), common, (finding) => {
    findings.push(finding);
    onFinding(finding);
  });
  return { findings, seconds: (performance.now() - start) / 1000, outOfTime: false };
}

function noAdapter({ failure, outOfTime }: { readonly failure?: string; readonly outOfTime: boolean }): NoGpuError {
  const [, name = 'NoGpuError', text = ''] = /(?:Uncaught )?(\w+Error): (.*)$/s.exec(failure ?? '') ?? [];
  const words = outOfTime ? 'the driver did not answer in time.' : text || (failure ?? 'no adapter was found.');
  const error = new NoGpuError(words);
  Object.defineProperty(error, 'name', { value: name });
  return error;
}

function chosenAdapter(adapters: readonly Finding[], variant = 'high-performance'): string | undefined {
  return adapters.find(({ values }) => String(values?.['variants']).split(', ').includes(variant))?.what;
}

/** One line for a terminal. */
export function lineOf({ what, result, values = {}, text }: Finding): string {
  const numbers = Object.entries(values).map(([name, value]) => `${name} ${shown(value)}`);
  return [`${result}: ${what}`, ...numbers, ...(text === undefined ? [] : [text])].join('; ').slice(0, 2000);
}

/** A number for a table: no more digits than it has. */
export function shown(value: number | string): string {
  if (typeof value === 'string') return value;
  if (Number.isInteger(value)) return String(value);
  const size = Math.abs(value);
  if (size >= 1000) return String(Math.round(value));
  return size < 0.01 ? value.toExponential(1) : value.toPrecision(3);
}

function describeMachine(): string {
  const { platform, arch, version } = process;
  const processor = cpus()[0]?.model.trim() ?? 'unknown processor';
  const memory = `${Math.round(totalmem() / 1e9)} GB`;
  return `${platform} ${arch}, ${processor}, ${cpus().length} threads, ${memory}, Node ${version}${driver()}`;
}

/** The kernel module of NVIDIA tells its version in a file. */
function driver(): string {
  try {
    return `, ${readFileSync('/proc/driver/nvidia/version', 'utf8').split('\n')[0]!.trim()}`;
  } catch {
    return '';
  }
}
