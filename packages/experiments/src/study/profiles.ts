import { ValueError } from '@hkmem/backend';
import type { DataName, FinerEvaluation } from '../config/settings.ts';
import { baseSection } from './sections/base.ts';
import { baselinesSection } from './sections/baselines.ts';
import { dimensionSection } from './sections/dimension.ts';
import { type EditGrid, editsSection, paperGrid } from './sections/edits.ts';
import { lastingSection } from './sections/lasting.ts';
import { longerSection } from './sections/longer.ts';
import { modelsSection } from './sections/models.ts';
import { sequenceSection } from './sections/sequence.ts';
import type { StudySettings } from './settings.ts';
import type { Study, StudySection } from './study.ts';

/** The lengths of a study. */
export const studyProfiles = ['quick', 'standard', 'paper'] as const;
/** One of `studyProfiles`. */
export type StudyProfile = (typeof studyProfiles)[number];

/** A second integration of the first test images, or of all. */
function finer(images?: number): FinerEvaluation {
  return { rtol: 1e-5, atol: 1e-6, ...(images !== undefined && { images }) };
}

type Lengths = Omit<StudySettings, 'data'>;

const lengths: Readonly<Record<StudyProfile, Lengths>> = {
  quick: {
    seeds: 1,
    editSeeds: 1,
    describedUpdates: 100,
    modelUpdates: 100,
    judged: { finer: finer(200) },
    again: { finer: finer(200) },
    brief: { images: 1000, finer: finer(200) },
  },
  standard: {
    seeds: 3,
    editSeeds: 2,
    describedUpdates: 100,
    modelUpdates: 150,
    judged: { finer: finer(1000) },
    again: { finer: finer(200) },
    brief: { images: 1000, finer: finer(100) },
  },
  paper: {
    seeds: 3,
    editSeeds: 3,
    describedUpdates: 9000,
    modelUpdates: 9000,
    judged: { finer: finer() },
    again: { finer: finer() },
    brief: { finer: finer() },
  },
};

/** The four tasks in one setting each. */
const quickGrid: EditGrid = {
  ...paperGrid,
  couplings: ['additive'],
  dimensions: [6],
  neighbours: [150],
  described: false,
};
/** Seeds where they are cheap, and so that D is compared at one k and k at one D. */
const standardGrid: EditGrid = {
  ...paperGrid,
  repeated: ({ coupling, dimension, neighbours }) => coupling === 'additive' && (dimension === 6 || neighbours === 50),
};

/** What is run on other data than MNIST. */
const swapGrid: EditGrid = { ...quickGrid, tasks: ['swap'] };

/** What is run on drawn digits, to see every part in a minute. */
const glyphsGrid: EditGrid = { ...quickGrid, tasks: ['swap', 'associative-swap'], dimensions: [3], neighbours: [40] };

/**
 * The experiments of a profile, the most telling first: `quick` in minutes, `standard` in hours, `paper` at the authors'
 * lengths. On Fashion-MNIST the base memory and the swap alone.
 * @throws {ValueError} unless the seeds are a whole number from 1.
 */
export function studyOf(profile: StudyProfile, data: DataName, seeds?: number): Study {
  if (seeds !== undefined && !(Number.isSafeInteger(seeds) && seeds >= 1)) {
    throw new ValueError('seeds', seeds, 'a whole number from 1');
  }
  const given = seeds === undefined ? {} : { seeds, editSeeds: seeds };
  const settings: StudySettings = { ...lengths[profile], data, ...given };
  const sections = data === 'mnist' ? onDigits(profile, settings) : elsewhere(settings);
  return { profile, data, seeds: settings.seeds, sections };
}

function onDigits(profile: StudyProfile, settings: StudySettings): StudySection[] {
  if (profile === 'quick') {
    return [
      baseSection(settings, false),
      editsSection(settings, quickGrid),
      baselinesSection(settings, quickGrid),
      lastingSection(settings, quickGrid),
    ];
  }
  const grid = profile === 'paper' ? paperGrid : standardGrid;
  return [
    baseSection(settings, true),
    editsSection(settings, grid),
    longerSection(settings),
    baselinesSection(settings, paperGrid),
    lastingSection(settings, quickGrid),
    dimensionSection(settings),
    sequenceSection(settings),
    modelsSection(settings, profile === 'paper'),
  ];
}

function elsewhere(settings: StudySettings): StudySection[] {
  if (settings.data === 'fashion') return [baseSection(settings, false), editsSection(settings, swapGrid)];
  return [
    baseSection(settings, false),
    editsSection(settings, glyphsGrid),
    baselinesSection(settings, glyphsGrid),
    lastingSection(settings, glyphsGrid),
  ];
}
