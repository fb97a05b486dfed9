import { temporaryFolder } from '@hkmem/vitest-preset/temporary-folder';
import { expect, test } from 'vitest';
import { type Peer, peers } from './peers.ts';
import { type PeerKind, peerKinds } from './problem.ts';
import { agreementWithFloat64 } from './scene.ts';

/**
 * Hundreds of float32 roundings of 6e-8, relative to the largest entry. After updates with Lion, entries whose sign is that of
 * a rounding have gone another way by twice its rate of 1e-4.
 */
const tolerances = { before: 3e-5, after: 3e-3 } as const;

const cases = peers
  .filter(({ runtime }) => runtime === 'node')
  .flatMap((peer) =>
    peerKinds.flatMap((kind) =>
      peer.forms[kind].map((form): [string, string, PeerKind, Peer] => [peer.id, form, kind, peer]),
    ),
  );

test.for(cases)('%s, form %s, does the %s update of float64', { timeout: 240_000 }, async ([, form, kind, peer]) => {
  const folder = temporaryFolder();
  const { before, after } = await agreementWithFloat64(process.execPath, peer, form, kind, folder, tolerances.before);
  expect(before.agrees, `${before.quantity} off by ${before.error}`).toBe(true);
  expect(after.error, after.quantity).toBeLessThan(tolerances.after);
});
