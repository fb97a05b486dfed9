import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A server on this machine, stopped after the test. */
export interface TestServer {
  baseUrl: string;
  /** The paths asked for so far. */
  requested: string[];
  close(): Promise<void>;
}

/** Serves these files under /data/; any other path gets 404, or a page of HTML, or 500. */
export async function serverOf(
  files: Readonly<Record<string, Uint8Array>>,
  options: { fallback?: 'absent' | 'page' | 'failure' } = {},
): Promise<TestServer> {
  const { fallback = 'absent' } = options;
  const requested: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    requested.push(path);
    const file = files[path.replace('/data/', '')];
    if (file !== undefined) response.end(file);
    else if (fallback === 'page') response.setHeader('content-type', 'text/html; charset=utf-8').end('<!DOCTYPE html>');
    else response.writeHead(fallback === 'failure' ? 500 : 404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  };
  onTestFinished(close);
  const { port } = server.address() as AddressInfo;
  return { baseUrl: `http://127.0.0.1:${port}/data`, requested, close };
}
