import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';

/** A redis-server of a script, on a port of its own of the loopback interface, its files in a folder. */
export async function startRedis(folder: string): Promise<{
  readonly url: string;
  readonly stop: () => Promise<void>;
}> {
  const port = await freePort();
  const files = ['--dir', folder, '--save', '', '--appendonly', 'yes'];
  const server = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', ...files], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await ready(server);
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: async () => {
      const closed = once(server, 'close');
      server.kill('SIGTERM');
      await closed;
    },
  };
}

function ready(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    server.on('error', (error) => reject(new Error(`redis-server cannot be started: ${error.message}`)));
    server.on('close', () => reject(new Error(`redis-server ended: ${said}`)));
    server.stdout?.on('data', (text: Buffer) => {
      said += text.toString();
      if (said.includes('Ready to accept connections')) resolve();
    });
  });
}

/** A port of the loopback interface that nobody listens at. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}
