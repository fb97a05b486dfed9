import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { temporaryFolder } from '@hkmem/vitest-preset/temporary-folder';
import { onTestFinished } from 'vitest';

/** Why there is no redis-server here; undefined if there is one. */
export function redisAbsence(): string | undefined {
  const { error, status } = spawnSync('redis-server', ['--version'], { encoding: 'utf8' });
  if (error !== undefined) return `redis-server cannot be started: ${error.message}`;
  return status === 0 ? undefined : `redis-server --version ends with ${status}`;
}

/** Files of a certificate for localhost. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

/** Makes a certificate for localhost that signs itself and ends with the test. */
export function selfSigned(): Certificate {
  const folder = temporaryFolder();
  const files = { certificate: join(folder, 'certificate.pem'), key: join(folder, 'key.pem') };
  const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  const argv = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', ...name];
  const { status, stderr } = spawnSync('openssl', [...argv, '-keyout', files.key, '-out', files.certificate], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`openssl cannot make a certificate: ${stderr}`);
  return files;
}

/** A redis-server of one test, on a port of its own of the loopback interface. */
export class RedisServer {
  readonly port: number;
  readonly #folder: string;
  readonly #password: string;
  readonly #certificate: Certificate | undefined;
  #process: ChildProcess | undefined;

  private constructor(port: number, folder: string, password: string, certificate: Certificate | undefined) {
    this.port = port;
    this.#folder = folder;
    this.#password = password;
    this.#certificate = certificate;
  }

  /** Starts one that ends with the test; it may ask for a password, and speak TLS alone. */
  static async start(password = '', certificate?: Certificate): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), temporaryFolder(), password, certificate);
    onTestFinished(() => server.stop());
    await server.resume();
    return server;
  }

  /** With the password, as a user would write it. */
  get url(): string {
    const user = this.#password === '' ? '' : `:${encodeURIComponent(this.#password)}@`;
    return this.#certificate === undefined
      ? `redis://${user}127.0.0.1:${this.port}`
      : `rediss://${user}localhost:${this.port}`;
  }

  /** Ends the process at once, as a crash does. */
  async stop(): Promise<void> {
    const server = this.#process;
    this.#process = undefined;
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const closed = once(server, 'close');
    server.kill('SIGKILL');
    await closed;
  }

  /** Starts it on the data that it had. */
  async resume(): Promise<void> {
    const secret = this.#password === '' ? [] : ['--requirepass', this.#password];
    const files = ['--dir', this.#folder, '--save', '', '--appendonly', 'yes', '--appendfsync', 'always'];
    const port = String(this.port);
    const { certificate, key } = this.#certificate ?? {};
    const way =
      certificate === undefined || key === undefined
        ? ['--port', port]
        : ['--port', '0', '--tls-port', port, '--tls-cert-file', certificate, '--tls-key-file', key].concat([
            '--tls-ca-cert-file',
            certificate,
            '--tls-auth-clients',
            'no',
          ]);
    const server = spawn('redis-server', [...way, '--bind', '127.0.0.1', ...files, ...secret]);
    this.#process = server;
    await new Promise<void>((resolve, reject) => {
      let said = '';
      server.stdout.on('data', (text: Buffer) => {
        said += text.toString();
        if (said.includes('Ready to accept connections')) resolve();
      });
      server.on('close', () => reject(new Error(`redis-server ended: ${said}`)));
    });
  }
}

/** A port of the loopback interface that nothing listens on at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
