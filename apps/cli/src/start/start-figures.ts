import { RandomKey } from '@hkmem/backend';
import { correctionSpectrum, weightCorrection } from '@hkmem/coupling';
import { type Corruption, corrupt, type ImageDataset } from '@hkmem/datasets';
import { labelEdit, type Memory, type RecallSettings, recallImages } from '@hkmem/experiments';
import type { RunFolder, Session, StoredRun } from '@hkmem/sweep';
import { parametersOf } from '@hkmem/training';
import { correctionFigure } from '../figures/correction.ts';
import { curvesFigure } from '../figures/curves.ts';
import { digitsFigure } from '../figures/digits.ts';
import { energyFigure } from '../figures/energy.ts';
import type { Figure } from '../figures/figure.ts';
import { writeFigure } from '../figures/render.ts';

/** A figure in a report. */
export interface ReportFigure {
  readonly file: string;
  readonly caption: string;
}

/** How images are spoiled for the picture of recall. */
const spoiled: readonly { readonly name: string; readonly how: Corruption }[] = [
  { name: 'noise 0.3', how: { kind: 'noise', level: 0.3 } },
  { name: 'top erased', how: { kind: 'erase', half: 'top' } },
];

/** How images are damaged for the picture of what is restored. */
const damaged: typeof spoiled = [
  { name: 'noise 0.3', how: { kind: 'noise', level: 0.3 } },
  { name: 'left erased', how: { kind: 'erase', half: 'left' } },
  { name: 'top erased', how: { kind: 'erase', half: 'top' } },
];

/** Tolerances of drawn recalls: steps fine enough for a smooth line. */
const fine = { rtol: 1e-5, atol: 1e-8, settle: false } as const;

/** Draws what a profile's runs show, into the folder of its report. */
export async function startFigures(
  session: Session,
  folder: RunFolder,
  atRest: Memory,
  base: StoredRun,
  edits: readonly StoredRun[],
): Promise<ReportFigure[]> {
  const dataset = await session.dataset(base.memory.config.data);
  const figures: ReportFigure[] = [];
  const add = async (name: string, caption: string, figure: Figure): Promise<void> => {
    const [file] = await writeFigure(folder, name, figure);
    figures.push({ file: file!, caption });
  };
  await add(
    'rest',
    'Test images, one of each class, damaged, and the pixel units of the memory at rest that came of them',
    await restoredDigits(session, atRest, dataset),
  );
  for (const { memory, log } of [base, ...edits]) {
    const { task } = memory.config;
    await add(`curves-${task}`, `Loss and accuracy over the updates: ${task}`, curvesFigure(task, log));
  }
  await add(
    'digits',
    'Test images, one of each class, spoiled, and the pixel units of the base memory at the end of the flow',
    await recalledDigits(session, base, dataset),
  );
  const steered = edits.find(({ memory }) => memory.checkpoint.parameters['start.s'] !== undefined);
  if (steered !== undefined) {
    const { task } = steered.memory.config;
    const [energy, correction] = await steeredFigures(session, steered, dataset);
    await add('energy', `Energy along one recall of the memory edited by '${task}'`, energy);
    await add(
      'correction',
      `What the oscillators of '${task}' add to the weights at the end of that recall`,
      correction,
    );
  }
  return figures;
}

/** Pixels of the first test image of each class. */
function oneOfEach({ test }: ImageDataset): { readonly label: number; readonly pixels: Float32Array }[] {
  const size = test.height * test.width;
  return Array.from({ length: test.classes }, (_, label) => ({ label, index: test.labels.indexOf(label) }))
    .filter(({ index }) => index >= 0)
    .map(({ label, index }) => {
      const levels = test.images.subarray(index * size, (index + 1) * size);
      return { label, pixels: Float32Array.from(levels, (level) => level / 255) };
    });
}

function recalledDigits(session: Session, { memory }: StoredRun, dataset: ImageDataset): Promise<Figure> {
  const settings = { until: memory.config.flow.until, ...fine };
  const drawn = { title: 'Recall by the base memory', end: 'recalled', corruptions: spoiled };
  return damagedDigits(session, memory, dataset, settings, drawn);
}

function restoredDigits(session: Session, memory: Memory, dataset: ImageDataset): Promise<Figure> {
  const settings = { until: 20, rtol: 1e-3, atol: 1e-6, settle: true };
  return damagedDigits(session, memory, dataset, settings, {
    title: 'Damaged digits, and what the memory makes of them at rest',
    end: 'at rest',
    corruptions: damaged,
  });
}

async function damagedDigits(
  session: Session,
  memory: Memory,
  dataset: ImageDataset,
  settings: RecallSettings,
  drawn: { readonly title: string; readonly end: string; readonly corruptions: typeof spoiled },
): Promise<Figure> {
  const shown = oneOfEach(dataset);
  const { height, width } = dataset.test;
  const random = RandomKey.fromSeed(memory.config.seed).fold('figures').stream();
  const rows = [{ label: 'shown', pictures: shown.map(({ label, pixels }) => ({ pixels, caption: `a ${label}` })) }];
  for (const { name, how } of drawn.corruptions) {
    const pictures = shown.map(({ pixels }) => corrupt(pixels, how, random, { height, width }));
    const { answers, pictures: ends } = await recallImages(session.backend, memory, dataset, { pictures }, settings);
    rows.push({ label: name, pictures: pictures.map((pixels) => ({ pixels, caption: '' })) });
    rows.push({ label: drawn.end, pictures: ends.map((pixels, n) => ({ pixels, caption: `answer: ${answers[n]}` })) });
  }
  return digitsFigure(drawn.title, height, width, rows);
}

async function steeredFigures(
  session: Session,
  edit: StoredRun,
  dataset: ImageDataset,
): Promise<readonly [energy: Figure, correction: Figure]> {
  const { memory } = edit;
  const { config } = memory;
  const digit = labelEdit(memory)?.digits[1] ?? 0;
  const { pixels, label } = oneOfEach(dataset).find((shown) => shown.label === digit)!;
  const { until } = config.flow;
  const found = await recallImages(session.backend, memory, dataset, { pictures: [pixels] }, { until, ...fine });
  const energy = energyFigure(`A ${label} is shown, the answer is ${found.answers[0]}`, found.energies);
  const { spec } = memory.checkpoint;
  const parameters = parametersOf(memory.checkpoint);
  const s = Float64Array.from(found.end.s!);
  const { singularValues, rank } = correctionSpectrum(spec, parameters, s);
  const matrix = weightCorrection(spec, parameters, s);
  const title = `Weight correction by the oscillators: rank ${rank} of ${spec.neurons}`;
  return [energy, correctionFigure(title, matrix, spec.neurons, singularValues)];
}
