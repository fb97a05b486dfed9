import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { browserAbsence } from './browser.ts';

const path = process.env['FIREFOX_PATH'] ?? '/usr/bin/firefox-esr';

/** Why tests in Firefox cannot run here, or undefined if they can. */
export const firefoxAbsence: string | undefined = !existsSync(path)
  ? `no Firefox at ${path}; set FIREFOX_PATH`
  : browserAbsence?.includes('Chromium')
    ? undefined
    : browserAbsence;

interface Answer {
  readonly id?: number;
  readonly error?: string;
  readonly message?: string;
  readonly result?: unknown;
  readonly method?: string;
  readonly params?: { readonly level?: string; readonly text?: string };
}

/** A page in Firefox, driven by WebDriver BiDi. */
export interface FirefoxPage {
  /** Errors that the page and its workers told of. */
  readonly faults: readonly string[];
  goto(address: string): Promise<void>;
  /** The value of an expression in the page, awaited. */
  evaluate(expression: string): Promise<unknown>;
  close(): Promise<void>;
}

/** Starts Firefox without a window. @throws if it does not tell within a minute where it listens. */
export async function openFirefox(): Promise<FirefoxPage> {
  const profile = mkdtempSync(join(tmpdir(), 'hkmem-firefox-'));
  const process_ = spawn(path, ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0']);
  const ended = new Promise<void>((resolve) => process_.on('exit', () => resolve()));
  const close = async (): Promise<void> => {
    process_.kill();
    await ended;
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const socket = new WebSocket(`${await listeningAt(process_.stderr)}/session`);
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = reject;
    });
    const faults: string[] = [];
    const waiting = new Map<number, (answer: Answer) => void>();
    socket.onmessage = ({ data }) => {
      const answer = JSON.parse(String(data)) as Answer;
      if (answer.id !== undefined) waiting.get(answer.id)?.(answer);
      else if (answer.method === 'log.entryAdded' && answer.params?.level === 'error') {
        faults.push(answer.params.text ?? 'an error without a text');
      }
    };
    let last = 0;
    const send = <Result>(method: string, params: object): Promise<Result> =>
      new Promise((resolve, reject) => {
        const id = ++last;
        waiting.set(id, ({ error, message, result }) => {
          waiting.delete(id);
          if (error === undefined) resolve(result as Result);
          else reject(new Error(`${method}: ${error}, ${message}`));
        });
        socket.send(JSON.stringify({ id, method, params }));
      });
    await send('session.new', { capabilities: {} });
    await send('session.subscribe', { events: ['log.entryAdded'] });
    const { contexts } = await send<{ contexts: { context: string }[] }>('browsingContext.getTree', {});
    const { context } = contexts[0]!;
    return {
      faults,
      goto: async (url) => {
        await send('browsingContext.navigate', { context, url, wait: 'complete' });
      },
      evaluate: async (expression) => {
        const found = await send<{ type: string; result?: { value?: unknown }; exceptionDetails?: { text: string } }>(
          'script.evaluate',
          { expression, target: { context }, awaitPromise: true },
        );
        if (found.type === 'exception') throw new Error(found.exceptionDetails?.text);
        return found.result?.value;
      },
      close: async () => {
        socket.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The address that Firefox tells of on its standard error. */
function listeningAt(stderr: NodeJS.ReadableStream): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const timer = setTimeout(() => reject(new Error(`Firefox does not listen: ${text}`)), 60_000);
    stderr.on('data', (chunk) => {
      text += String(chunk);
      const address = /WebDriver BiDi listening on (ws:\S+)/.exec(text)?.[1];
      if (address === undefined) return;
      clearTimeout(timer);
      resolve(address);
    });
  });
}
