import { digits, duration, times } from '../report/format.ts';
import type { Section } from '../report/sections.ts';
import { agreementTolerance } from './agreement.ts';
import type { ContestResult, PeerRow } from './contest.ts';

/** What was found of one kind of update. */
export type PeerPart = ContestResult;

const titles = {
  hopfield: 'Peers: a Hopfield update, all weights trained',
  coupled: 'Peers: a coupled update, the oscillators of a frozen memory trained',
} as const;

/** The tables; `absent` names peers that could not be started, with the reason. */
export function peerSections(
  parts: readonly PeerPart[],
  absent: ReadonlyMap<string, string>,
  lines: readonly string[],
): Section[] {
  const missing = [...absent].map(([id, reason]) => `Not here: ${id} (${reason}).`);
  const method =
    'The same batch, start, Tsit5 with equal steps, squared error, gradients through the steps and Lion; every program in a ' +
    'process of its own, which takes turns with the others. Before anything is timed, the loss and gradients of each must be ' +
    `those of ours within ${agreementTolerance} of the largest entry, 30 times that for O, whose gradient is what is left of sums that cancel; ` +
    "'off by' is the largest difference. Where a program has " +
    'two forms, they are compared on a small batch and the better one counts. Peers may use all cores; the processor time is ' +
    'that of all threads together. FSAL of diffrax makes one evaluation more than the others.';
  return parts.map(({ kind, rows }, n): Section => {
    const own = rows.filter(({ peer, time }) => peer === 'hkmem' && time !== undefined).map(({ time }) => time!.median);
    const best = Math.min(...own);
    return {
      title: titles[kind],
      lines: n === 0 ? [...lines, method, ...missing] : [],
      header: [
        'program',
        'form',
        'versions',
        'off by',
        'updates',
        'median',
        'quartiles',
        'of ours',
        'processor',
        'memory',
        'small batch',
      ],
      rows: rows.map((row) => cells(row, best)),
    };
  });
}

function cells(row: PeerRow, best: number): readonly string[] {
  const { title, form, versions, agreement, time, remark, failure, trial, gigabytes, processor } = row;
  const said = failure ?? remark ?? '';
  return [
    title,
    row.peer === 'hkmem' ? `${form} thread${form === '1' ? '' : 's'}` : form,
    Object.entries(versions)
      .filter(([name]) => name !== 'threads')
      .map(([name, version]) => `${name} ${version.replace(/^v/, '')}`)
      .join(', '),
    agreement === undefined ? '' : agreement.error.toExponential(0),
    time === undefined ? '' : String(time.count),
    time === undefined ? said : duration(time.median),
    time === undefined ? '' : `${duration(time.lower)} to ${duration(time.upper)}`,
    time === undefined || !Number.isFinite(best) ? '' : times(time.median / best),
    processor === undefined ? '' : duration(processor),
    gigabytes === undefined ? '' : `${digits(gigabytes)} GB`,
    trial === undefined ? '' : duration(trial),
  ];
}
