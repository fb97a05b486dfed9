/**
 * Makes the weights that the site ships, public/weights: files of levels of a byte, compressed by gzip, and a manifest in JSON
 * beside each with configuration, SHA-256, what test images say of it, and what rounding changed.
 *
 *   node scripts/make-weights.ts [run folder]... [--images <n>] [--runs <folder>] [--edits]
 *
 * Of run folders of `hkmem` it makes what those are: a base memory with an associative swap of it, a memory at rest, or all
 * three. Without any it trains all three first, as the manifests that stand have them, in run folders below --runs (runs at
 * the root of the repository); what is finished there is used again. --edits makes the edits of the weights that stand, and
 * no more. Of run folders of networks of oscillators (`hkmem akorn sudoku train`, `hkmem akorn shapes`) it makes sudoku.bin and
 * shapes.bin; those are made where they are named, alone. Test images that judge what was trained: all, or --images; with 0 accuracies stay, where they are of the same runs.
 * Packages must be built.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ValueError } from '@hkmem/backend';
import { noProgress, type Progress } from '@hkmem/experiments';
import { withSession } from '@hkmem/sweep';
import { judgeEdits, makeLora, makeRestEdits } from './edit-weights.ts';
import { isOfOscillators, makeOscillators } from './oscillator-weights.ts';
import { trainSiteRuns } from './site-runs.ts';
import { makeSiteWeights } from './site-weights.ts';
import { WeightsFolder } from './weights-folder.ts';
import { readRun, shippedSizes } from './workshop.ts';

const { values, positionals } = parseArgs({
  options: { images: { type: 'string' }, runs: { type: 'string' }, edits: { type: 'boolean' } },
  allowPositionals: true,
});
const images = values.images === undefined ? undefined : Number(values.images);
if (images !== undefined && !Number.isInteger(images))
  throw new ValueError('--images', values.images, 'a whole number');
const root = values.runs ?? fileURLToPath(new URL('../../../runs', import.meta.url));
const folder = new WeightsFolder(fileURLToPath(new URL('../public/weights/', import.meta.url)));
const stopping = new AbortController();
process.once('SIGINT', () => stopping.abort());
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const progress: Progress = {
  begin: ({ label, total, unit }) => {
    say(`${label}: ${total} ${unit}`);
    return noProgress.begin({ label, total, unit });
  },
  note: say,
};

const isOscillators = positionals.length > 0 && positionals.every(isOfOscillators);

await withSession({ backend: 'auto', signal: stopping.signal, progress }, async (session) => {
  const { backend } = session;
  if (isOscillators) {
    for (const run of positionals) await makeOscillators({ folder, backend, say }, run);
    return undefined;
  }
  const sizes = { ...shippedSizes, ...(images !== undefined && { images }) };
  const workshop = { folder, backend, dataset: await session.dataset('mnist'), sizes, say };
  if (values.edits) {
    await makeLora(workshop);
    await makeRestEdits(workshop);
    return judgeEdits(workshop);
  }
  if (positionals.length === 0) say(`training in ${root}`);
  const runs = positionals.length > 0 ? positionals : await trainSiteRuns(session, root, folder);
  return makeSiteWeights(workshop, runs.map(readRun));
});
