import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Finding, Peaks } from './finding.ts';

/** What a process of a part or of a row is told. */
export interface ProcessSettings {
  /** Until it is ended. */
  readonly seconds: number;
  readonly short: boolean;
  readonly variant?: string;
  readonly peaks?: Peaks;
}

/** How a process of findings ended. */
export interface ProcessEnd {
  readonly findings: readonly Finding[];
  readonly seconds: number;
  readonly outOfTime: boolean;
  readonly failure?: string;
}

/** Marks a line of a child's output as a finding; whatever libraries print has no such mark. */
export const mark = 'hkmem-gpu-check ';

/**
 * Runs this program again with other arguments, the last of which is the settings, and takes the findings that it prints, until it ends or its time is over; it is
 * then ended, and what it found is kept.
 */
export function runInProcess(
  args: readonly string[],
  settings: ProcessSettings,
  onFinding: (finding: Finding) => void = () => {},
): Promise<ProcessEnd> {
  return new Promise((resolve) => {
    const start = performance.now();
    const child = spawn(process.execPath, [...process.execArgv, process.argv[1]!, ...args, JSON.stringify(settings)], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const findings: Finding[] = [];
    let said = '';
    let outOfTime = false;
    const timer = setTimeout(() => {
      outOfTime = true;
      child.kill('SIGKILL');
    }, 1000 * settings.seconds);
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => {
      if (!line.startsWith(mark)) return;
      const finding = JSON.parse(line.slice(mark.length)) as Finding;
      findings.push(finding);
      onFinding(finding);
    });
    child.stderr.on('data', (text) => {
      said = `${said}${text}`.slice(-4000);
    });
    child.on('error', (error) => {
      said += error.message;
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      lines.close();
      const failed = !outOfTime && code !== 0;
      resolve({
        findings,
        seconds: (performance.now() - start) / 1000,
        outOfTime,
        ...(failed && { failure: lastWords(said, code ?? signal) }),
      });
    });
  });
}

/** Tells a finding to the process that started this one. */
export function reportFinding(finding: Finding): void {
  process.stdout.write(`${mark}${JSON.stringify(finding)}\n`);
}

function lastWords(said: string, end: number | string | null): string {
  const line = said
    .trim()
    .split('\n')
    .findLast((text) => /error|cannot|failed/i.test(text));
  return line?.trim() ?? `the process ended with ${end}`;
}
