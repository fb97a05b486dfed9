import { loadData } from '../problem/data.ts';
import type { Sizes } from '../problem/sizes.ts';
import { startSubject } from '../problem/subjects.ts';
import { coupledProblem, editedParameters } from '../problem/systems.ts';
import { startUpdates } from '../rows/updates.ts';

/**
 * The process whose memory is measured: `train.ts SUBJECT SIZES UPDATES` loads the images, does so many coupled updates
 * of 24 field evaluations, and prints its peak resident memory as JSON.
 */
const megabytes = (): number => (process.resourceUsage().maxRSS * 1024) / 1e6;
const megabytesAtStart = megabytes();
const [id = '', sizesText = '', count = ''] = process.argv.slice(2);
const sizes = JSON.parse(sizesText) as Sizes;
const subject = await startSubject(id);
const updates = startUpdates(subject, sizes, await loadData(sizes), coupledProblem(sizes), editedParameters, 6);
for (let n = 0; n < Number(count); n++) await updates.run();
process.stdout.write(JSON.stringify({ megabytes: megabytes(), megabytesAtStart }));
await updates.dispose?.();
await subject.backend.dispose();
