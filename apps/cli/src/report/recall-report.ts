import type { ImageDataset } from '@hkmem/datasets';
import type { EnergyPoint } from '@hkmem/dynamics';
import type { RecalledImages } from '@hkmem/experiments';
import { plainTable } from '@hkmem/sweep';
import { certificateJson } from './certificate.ts';

/** A recall of one image as JSON. */
export function recallJson(found: RecalledImages, label: number | undefined, context: number | undefined): object {
  const { answers, outputs, code, t, energies, rest } = found;
  const point = ({ t: time, terms }: EnergyPoint): object => ({
    t: time,
    ...Object.fromEntries(Object.entries(terms).map(([name, values]) => [name, values[0]])),
  });
  return {
    answer: answers[0],
    label,
    outputs: outputs[0],
    end: code,
    t,
    pairedImage: context,
    energies: energies.map(point),
    rest: rest && { ...rest.samples[0], tolerance: rest.tolerance, certificate: certificateJson(rest.certificate) },
  };
}

/** A recall of one image in words: energies along the flow, why it ended, class outputs, the answer. */
export function recallText(
  { answers, outputs, code, t, steps, energies, rest }: RecalledImages,
  label: number | undefined,
  context: number | undefined,
  { test }: ImageDataset,
): string {
  const names = (['total', 'hopfield', 'kuramoto', 'coupling'] as const).filter((name) => energies[0]?.terms[name]);
  const stride = Math.max(1, Math.ceil(energies.length / 16));
  const rows = energies
    .filter((_, n) => n % stride === 0 || n === energies.length - 1)
    .map(({ t: time, terms }) => [time.toFixed(4), ...names.map((name) => terms[name]![0]!.toPrecision(7))]);
  const paired = context === undefined ? '' : `paired test image ${context}, a ${test.labels[context]}\n`;
  const right = label === undefined ? '' : label === answers[0] ? ` (label ${label})` : ` (label ${label}: another)`;
  const ends = code === 'steady-state' ? 'nothing moves' : 'the end is reached';
  return (
    `${plainTable({ columns: ['t', ...names.map((name) => `E ${name}`)], rows })}\n\n` +
    `${paired}${ends} at t = ${t.toFixed(3)} after ${steps} steps\n${rest === undefined ? '' : restText(rest)}` +
    `class outputs: ${outputs[0]!.map((value) => value.toFixed(2)).join(' ')}\nanswer: ${answers[0]}${right}\n`
  );
}

const restWords = {
  'at-rest': 'at rest',
  rotating: 'at rest but for a common rotation',
  'not-at-rest': 'not at rest',
  diverged: 'diverged',
} as const;
const stabilityWords = { minimum: 'a minimum', saddle: 'a saddle', flat: 'flat as far as it was computed' } as const;

/** How the search for rest ended, and what the system promises. */
function restText({ samples, tolerance, certificate }: NonNullable<RecalledImages['rest']>): string {
  const { code, norm, energy, curvature, stability } = samples[0]!;
  const curved =
    curvature === undefined
      ? ''
      : `, smallest curvature ${curvature.value.toPrecision(3)}${stability && `: ${stabilityWords[stability]}`}`;
  return (
    `then ${restWords[code]}: root mean square of the field ${norm.toExponential(1)} (rest is ` +
    `${tolerance.toExponential(1)}), energy ${energy.toPrecision(7)}${curved}\n${certificate.text}\n`
  );
}
