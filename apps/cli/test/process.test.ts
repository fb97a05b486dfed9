import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from '@hkmem/vitest-preset/temporary-folder';
import { expect, test } from 'vitest';

const program = fileURLToPath(new URL('../bin/hkmem.js', import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built program in a process of its own; `watch` sees that process while it runs, `heard` what it writes. */
function run(
  argv: readonly string[],
  watch?: (kill: (signal: NodeJS.Signals) => void) => void,
  heard: (stdout: string) => void = () => {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...argv]);
    const written = { stdout: '', stderr: '' };
    child.stdout.on('data', (data: Buffer) => {
      written.stdout += data.toString();
      heard(written.stdout);
    });
    child.stderr.on('data', (data: Buffer) => {
      written.stderr += data.toString();
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, ...written }));
    watch?.((signal) => child.kill(signal));
  });
}

test('the built program tells the version of its package', async () => {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  expect(await run(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
});

test('a bad flag ends the process with 2', async () => {
  const { code, stdout, stderr } = await run(['verify', 'x', '--bakend', 'cpu']);
  expect([code, stdout]).toEqual([2, '']);
  expect(stderr).toContain("did you mean '--backend'?");
});

test('SIGINT saves a checkpoint and ends with 130', async () => {
  const out = temporaryFolder();
  const argv = ['train', '--data', 'glyphs', '--backend', 'cpu', '--hidden', '4', '--updates', '100000', '--out', out];
  const { code, stderr } = await run(argv, (kill) => {
    const look = (): void => {
      const [name] = readdirSync(out);
      const log = join(out, name ?? '', 'log.jsonl');
      if (name !== undefined && existsSync(log) && readFileSync(log, 'utf8').split('\n').length > 5) kill('SIGINT');
      else setTimeout(look, 20);
    };
    look();
  });
  expect(code).toBe(130);
  expect(stderr).toMatch(/stopped after update \d+ of 100000/);
  expect(stderr).toContain('--resume');
  expect(readdirSync(join(out, readdirSync(out)[0]!))).toContain('checkpoint.safetensors');
  expect(readdirSync(join(out, readdirSync(out)[0]!))).not.toContain('lock');
});

test('SIGINT ends the page of runs at once, also while it is looked at, and says so', async () => {
  const folder = temporaryFolder();
  let kill: (signal: NodeJS.Signals) => void = () => {};
  let pressed = Number.POSITIVE_INFINITY;
  const look = async (address: string): Promise<void> => {
    // The page's own stream of changes, which stays open.
    const response = await fetch(`${address}api/changes`);
    await response.body!.getReader().read();
    pressed = performance.now();
    kill('SIGINT');
  };
  const { code, stdout, stderr } = await run(
    ['view', folder],
    (given) => {
      kill = given;
    },
    (text) => void (text.endsWith('\n') && look(text.trim())),
  );
  expect(performance.now() - pressed).toBeLessThan(3000);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\n$/);
  expect(stderr).toBe('Open this address in a browser of this machine; Ctrl+C ends the page.\n\nthe page is closed\n');
});
