import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { shellEnvironment } from '../src/run.ts';

/** A registry on this machine, with a storage in a folder of its own and no other registry behind it. */
export class LocalRegistry {
  readonly address: string;
  readonly #folder: string;
  readonly #port: number;
  #process: ChildProcess | undefined;

  private constructor(folder: string, port: number) {
    this.#folder = folder;
    this.#port = port;
    this.address = `http://127.0.0.1:${port}/`;
  }

  /** Chooses a free port; `start` starts it. */
  static async in(folder: string): Promise<LocalRegistry> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    server.close();
    await once(server, 'close');
    return new LocalRegistry(folder, port);
  }

  /** What an .npmrc says to use it for our scope; npm wants a token before it publishes anywhere. */
  get npmrc(): string {
    return `@hkmem:registry=${this.address}\n//127.0.0.1:${this.#port}/:_authToken=rehearsal\n`;
  }

  /** Starts it. Whatever matches `refused` it gives and does not take. */
  async start(refused?: string): Promise<void> {
    const open = { access: '$all', publish: '$all' };
    const configuration = {
      storage: join(this.#folder, 'storage'),
      auth: { htpasswd: { file: join(this.#folder, 'users'), max_users: -1 } },
      web: { enable: false },
      uplinks: {},
      packages: {
        ...(refused !== undefined && { [refused]: { access: '$all', publish: 'nobody' } }),
        '@hkmem/*': open,
        '**': open,
      },
      log: { type: 'stdout', format: 'json', level: 'error' },
    };
    // JSON is YAML.
    const file = join(this.#folder, 'verdaccio.yaml');
    writeFileSync(file, JSON.stringify(configuration));
    const program = join(dirname(createRequire(import.meta.url).resolve('verdaccio/package.json')), 'bin/verdaccio');
    this.#process = spawn(process.execPath, [program, '--config', file, '--listen', this.address], {
      env: shellEnvironment(),
      stdio: 'ignore',
    });
    await this.#answers();
  }

  async stop(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined || child.exitCode !== null) return;
    // Asked to end, it waits half a minute for connections that nobody uses any more.
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  async #answers(): Promise<void> {
    for (let tries = 0; tries < 200; tries++) {
      if (this.#process!.exitCode !== null) throw new Error(`verdaccio ended with ${this.#process!.exitCode}`);
      const answer = await fetch(`${this.address}-/ping`).catch(() => undefined);
      if (answer?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`verdaccio does not answer at ${this.address}`);
  }
}
