import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { isolationHeaders } from '../scripts/isolation-headers.ts';

const root = fileURLToPath(new URL('../dist/', import.meta.url));
const types: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** A plain static server of the build, under a folder, as a project page has it. */
export interface SiteServer {
  /** Address of the page, with a slash at the end. */
  readonly address: string;
  close(): Promise<void>;
}

const shared = new Map<boolean, Promise<SiteServer>>();

/** The server that all suites of a process share, isolated or not; it does not keep the process alive. */
export function sharedSite(isolated: boolean): Promise<SiteServer> {
  const site = shared.get(isolated) ?? serveSite(isolated);
  shared.set(isolated, site);
  return site;
}

/** A slow line. */
export interface Line {
  readonly bitsPerSecond: number;
  /** Before the first byte of every answer, in milliseconds. */
  readonly latency: number;
}

/**
 * Serves the build under `/some/folder/`; with the headers for shared memory if `isolated`. Over a line text is compressed,
 * as hosts do, and answers share what the line carries.
 */
export async function serveSite(isolated: boolean, line?: Line): Promise<SiteServer> {
  const send = line && sender(line);
  const prefix = '/some/folder/';
  const server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? '/').split('?')[0]!);
    const file = join(root, normalize(path.slice(prefix.length) || 'index.html'));
    if (!path.startsWith(prefix) || !file.startsWith(root) || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    const type = types[extname(file)] ?? 'application/octet-stream';
    const headers = { 'Content-Type': type, ...(isolated ? isolationHeaders : {}) };
    if (send !== undefined) {
      const text = extname(file) in types && extname(file) !== '.woff2';
      response.writeHead(200, { ...headers, ...(text && { 'Content-Encoding': 'gzip' }) });
      void send(response, text ? gzipSync(readFileSync(file)) : readFileSync(file));
      return;
    }
    response.writeHead(200, headers);
    createReadStream(file).pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}${prefix}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** Sends answers in pieces, one of each in turn, no faster than a line carries. */
function sender({ bitsPerSecond, latency }: Line): (response: ServerResponse, body: Uint8Array) => Promise<void> {
  const piece = 1400;
  let turn: Promise<unknown> = Promise.resolve();
  let free = performance.now();
  return async (response, body) => {
    await wait(latency);
    for (let from = 0; from < body.length; from += piece) {
      const part = body.subarray(from, from + piece);
      turn = turn.then(async () => {
        free = Math.max(free, performance.now()) + (8000 * part.length) / bitsPerSecond;
        // A timer is no finer than a millisecond or so.
        if (free - performance.now() > 4) await wait(free - performance.now());
        response.write(part);
      });
      await turn;
    }
    response.end();
  };
}
