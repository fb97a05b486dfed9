import { join } from 'node:path';
import { cpuBackend } from '@hkmem/backend';
import { canonicalJson, sha256 } from '@hkmem/experiments';
import { type HoneycombCount, type HoneycombTrial, honeycombCount } from '@hkmem/storage';
import {
  csvTable,
  honeycombTable,
  InterruptedError,
  makeFolder,
  markdownTable,
  plainTable,
  writeAtomically,
} from '@hkmem/sweep';
import { wholeNumber } from '../config/flags.ts';
import { parseRange } from '../config/range.ts';
import { type Context, writeJson } from '../console/context.ts';
import { renderPng } from '../figures/render.ts';

/** What of the flags of `hkmem capacity` concerns honeycombs. */
export interface HoneycombFlags {
  readonly cells: string;
  readonly neurons: string;
  readonly seeds: string;
  readonly tried: string;
  readonly out: string;
  readonly json?: boolean;
}

/** `hkmem capacity --rule honeycomb`. */
export async function countHoneycombs(context: Context, flags: HoneycombFlags): Promise<void> {
  const tried = wholeNumber('--tried', flags.tried);
  const lists = [
    parseRange('--neurons', flags.neurons),
    parseRange('--cells', flags.cells),
    parseRange('--seeds', flags.seeds),
  ];
  const [sizes, cells, seeds] = lists as [number[], number[], number[]];
  const trials = sizes.flatMap((size) => cells.flatMap((m) => seeds.map((seed) => ({ cells: m, size, seed, tried }))));
  const backend = await cpuBackend.create({});
  const found: (HoneycombTrial & HoneycombCount)[] = [];
  for (const trial of trials) {
    if (context.interrupt.aborted)
      throw new InterruptedError(`stopped after ${found.length} of ${trials.length} honeycombs.`);
    found.push({ ...trial, ...(await honeycombCount(backend, trial)) });
  }
  const command = `hkmem capacity --rule honeycomb --cells ${flags.cells} --neurons ${flags.neurons} --seeds ${flags.seeds} --tried ${tried}`;
  const table = honeycombTable(found);
  const folder = join(flags.out, `capacity-${sha256(canonicalJson({ rule: 'honeycomb', trials })).slice(0, 12)}`);
  const { honeycombFigure } = await import('../figures/honeycomb.ts');
  const figure = honeycombFigure(found);
  await makeFolder(folder);
  await writeAtomically(join(folder, 'points.csv'), csvTable(table));
  await writeAtomically(
    join(folder, 'report.md'),
    `# How much a honeycomb holds\n\n\`${command}\`\n\nKnown: (2 ceil(n_c / 4) - 1)^m (arXiv 2504.03102).\n\n![memories against cells](capacity.svg)\n\n${markdownTable(table)}\n`,
  );
  await writeAtomically(join(folder, 'capacity.svg'), figure.svg);
  await writeAtomically(join(folder, 'capacity.png'), await renderPng(figure));
  if (flags.json === true) return writeJson(context, { folder, honeycombs: found });
  context.stdout.write(`${plainTable(table)}\n\n${folder}\n`);
}
