import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RunAnswers } from './answers.ts';
import { LiveChanges } from './live-changes.ts';
import type { PageFile } from './page-files.ts';
import { addressOf, refusalOf, usualHeaders } from './requests.ts';
import type { RunIndex } from './run-index.ts';

/** A page of runs that is served on this machine's loopback alone. */
export interface ViewServer {
  readonly address: string;
  close(): Promise<void>;
}

export interface ViewServerOptions {
  /** 0 for any that is free. */
  readonly port: number;
  /** Milliseconds between rounds. */
  readonly every?: number;
}

/** Serves the page over an index. @throws the system's error if the port is taken. */
export async function serveView(
  index: RunIndex,
  page: readonly PageFile[],
  { port, every = 1000 }: ViewServerOptions,
): Promise<ViewServer> {
  const answers = new RunAnswers(index);
  const live = new LiveChanges(index, every);
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      send(response, 500, 'text/plain; charset=utf-8', error instanceof Error ? error.message : String(error));
    });
  });
  await listen(server, port);
  const { port: taken } = server.address() as AddressInfo;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refusal = refusalOf(request, taken);
    if (refusal !== undefined) return send(response, refusal.status, 'text/plain; charset=utf-8', refusal.reason);
    const address = addressOf(request);
    const id = address?.searchParams.get('run') ?? '';
    switch (address?.pathname) {
      case '/api/entries':
        return sendJson(response, index.list());
      case '/api/changes':
        return live.add(request, response);
      case '/api/series':
        return sendJson(response, await answers.series(id));
      case '/api/detail':
        return sendJson(response, await answers.detail(id));
      case '/api/figure': {
        const figure = await answers.figure(id, address.searchParams.get('name') ?? '');
        return figure === undefined ? notThere(response) : send(response, 200, 'image/png', figure);
      }
      default: {
        const name = address?.pathname === '/' ? 'index.html' : address?.pathname.slice(1);
        const file = page.find((each) => each.name === name);
        return file === undefined ? notThere(response) : send(response, 200, file.type, file.bytes);
      }
    }
  }

  return {
    address: `http://127.0.0.1:${taken}/`,
    close: async () => {
      live.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function notThere(response: ServerResponse): void {
  send(response, 404, 'text/plain; charset=utf-8', 'not there');
}

function sendJson(response: ServerResponse, value: unknown): void {
  if (value === undefined) notThere(response);
  else send(response, 200, 'application/json; charset=utf-8', JSON.stringify(value));
}

function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  if (response.headersSent) return void response.end();
  response.writeHead(status, { ...usualHeaders, 'Content-Type': type });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}
