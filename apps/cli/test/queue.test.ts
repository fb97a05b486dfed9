import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeOn } from '@hkmem/vitest-preset/device';
import { temporaryFolder } from '@hkmem/vitest-preset/temporary-folder';
import { expect, test } from 'vitest';
import { startWorker } from '../../../packages/sweep/test/queue-tools.ts';
import { RedisServer, redisAbsence } from '../../../packages/sweep/test/redis-server.ts';
import { version } from '../src/version.ts';
import { hkmem } from './capture.ts';

/** Processes start in a second, on a busy machine in ten. */
const patient = { timeout: 180_000 };

describeOn('redis', redisAbsence(), () => {
  test('the commands submit, tell, cancel, wait and collect', patient, async () => {
    const server = await RedisServer.start('s3cret');
    const environment = { HKMEM_QUEUE_URL: server.url };
    const [folder, store] = [temporaryFolder(), temporaryFolder()];
    const file = join(folder, 'study.json');
    const small = { updates: 3, batch: 4, evaluation: { images: 5, every: 0 } };
    const grid = { seed: [1, 2] };
    writeFileSync(
      file,
      JSON.stringify({ data: 'glyphs', tasks: ['base'], base: { ...small, memory: { hidden: 2 } }, grid }),
    );
    const put = await hkmem(['sweep', 'run', file, '--queue'], { environment });
    expect(put).toMatchObject({ code: 0, stderr: '' });
    const [, id = ''] = /^(sweep-[0-9a-f]{12}): 2 cells, 2 of them new on redis:\/\/127/.exec(put.stdout)!;
    const tell = async (...argv: string[]) => hkmem(['sweep', ...argv, '--queue'], { environment });
    expect((await tell('status', id)).stdout).toMatch(/2 waiting of 2; 0 workers/);
    expect((await tell('status')).stdout).toContain(`${id} (study.json, hkmem ${version()})`);
    expect(JSON.parse((await tell('cancel', file, '--json')).stdout)).toEqual({ sweep: id, changed: 2 });
    expect(JSON.parse((await tell('status', id, '--json')).stdout)).toMatchObject({ counts: { cancelled: 2 } });
    expect((await tell('retry', id)).stdout).toBe(
      `${id}: 0 of 2 cells were parked and are given out again; 2 are cancelled. ` +
        'They come back when the sweep is submitted again: hkmem sweep run <file> --queue\n',
    );
    const out = join(folder, 'out');
    const waiting = hkmem(['sweep', 'run', file, '--queue', '--wait', '--store', store, '--out', out, '--json'], {
      environment,
    });
    const worker = startWorker(server.url, store, { untilDone: false });
    const waited = await waiting;
    worker.stop();
    await worker.ended;
    expect(waited.code).toBe(0);
    expect(JSON.parse(waited.stdout)).toMatchObject({ sweep: id, failures: [] });
    const local = await hkmem(['sweep', 'run', file, '--out', join(folder, 'local'), '--json', '--quiet']);
    const csv = (root: string): string => readFileSync(join(root, id, 'results.csv'), 'utf8');
    expect(local.code).toBe(0);
    expect(csv(out)).toBe(csv(join(folder, 'local')));
    const plan = await hkmem(['sweep', 'run', file, '--out', join(folder, 'local'), '--plan']);
    expect(plan.stdout).toMatch(/: 0 of 2 cells to do/);
    const part = await hkmem(['sweep', 'table', file, '--store', temporaryFolder(), '--out', out, '--json']);
    expect([part.code, JSON.parse(part.stdout).failures]).toMatchObject([1, [{ error: 'not in the store' }, {}]]);
    const wrong = await hkmem(['sweep', 'status'], { environment: { HKMEM_QUEUE_URL: 'redis://:n0tit@127.0.0.1:1' } });
    expect([wrong.code, wrong.stdout]).toEqual([1, '']);
    expect(wrong.stderr).toMatch(/cannot reach the queue at redis:\/\/127.0.0.1:1: .*ECONNREFUSED/);
    for (const { stdout, stderr } of [put, waited, wrong]) expect(stdout + stderr).not.toMatch(/s3cret|n0tit/);
    expect((await hkmem(['sweep', 'status'])).stderr).toContain('HKMEM_QUEUE_URL');
    expect((await hkmem(['sweep', 'run', file, '--queue', server.url, '--wait'])).stderr).toContain(
      '--wait needs --store',
    );
  });
});
