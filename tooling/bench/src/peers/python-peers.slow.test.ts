import { existsSync } from 'node:fs';
import { temporaryFolder } from '@hkmem/vitest-preset/temporary-folder';
import { describe, expect, test } from 'vitest';
import { peers } from './peers.ts';
import { peerKinds } from './problem.ts';
import { environmentFolder, importFailure, interpreterOf } from './python.ts';
import { agreementWithFloat64 } from './scene.ts';

const python = interpreterOf(environmentFolder);

/** As for the peers in Node, whose test says why. */
const tolerances = { before: 3e-5, after: 3e-3 } as const;

for (const peer of peers.filter(({ runtime }) => runtime === 'python')) {
  const absence = existsSync(python)
    ? await importFailure(python, peer.modules)
    : 'make the environment with `npx -y pnpm@12 bench peers --prepare`';
  describe.skipIf(absence !== undefined)(absence === undefined ? peer.id : `${peer.id} (absent: ${absence})`, () => {
    for (const kind of peerKinds) {
      test.for(peer.forms[kind])(`does the ${kind} update of float64, form %s`, { timeout: 600_000 }, async (form) => {
        const folder = temporaryFolder();
        const { before, after } = await agreementWithFloat64(python, peer, form, kind, folder, tolerances.before);
        expect(before.agrees, `${before.quantity} off by ${before.error}`).toBe(true);
        expect(after.error, after.quantity).toBeLessThan(tolerances.after);
      });
    }
  });
}
