import {
  describeMachine,
  formatDuration,
  machineLine,
  markdownTable,
  type ShapesRun,
  spread,
  type Table,
} from '@hkmem/sweep';

/** Networks as rows of a table; several seeds have a last row, the mean ± half the range. */
export function shapesTable(runs: readonly ShapesRun[]): Table {
  const rows = runs.map(({ config, state, scores, log }) => [
    ...[config.network.channels, config.seed, state.update, config.batch, scores.steps, scores.count].map(String),
    scores.foregroundAri.toFixed(3),
    scores.meanBestOverlap.toFixed(3),
    formatDuration(log.reduce((sum, entry) => sum + (entry.kind === 'update' ? (entry.processorSeconds ?? 0) : 0), 0)),
  ]);
  const overAll = (of: (run: ShapesRun) => number): string => spread(runs.map(of), (value) => value.toFixed(3));
  const ofScores = [overAll(({ scores }) => scores.foregroundAri), overAll(({ scores }) => scores.meanBestOverlap)];
  return {
    columns: ['channels', 'seed', 'updates', 'batch', 'T', 'scenes', 'FG-ARI', 'MBO', 'processor'],
    rows: runs.length === 1 ? rows : [...rows, ['', 'all', '', '', '', '', ...ofScores, '']],
  };
}

/** The Markdown report of networks that differ by their seed. */
export function shapesReport(runs: readonly ShapesRun[], command: string, time: Date): string {
  const { network, shapes, steps, batch, updates, rate } = runs[0]!.config;
  const { channels, n, size, stimulus, kernel } = network;
  return [
    '# Shapes grouped by oscillators',
    '',
    `Scenes of ${size} x ${size} pixels with ${shapes[0]} to ${shapes[1]} squares, discs and triangles of one brightness, drawn anew for every update`,
    `and for the scores. The network: a convolution of ${stimulus} x ${stimulus} makes the stimulus, ${channels / n} oscillators of ${n} dimensions a pixel are`,
    `joined by a convolution of ${kernel} x ${kernel}, T = ${steps}.`,
    '',
    'The objective is told which pixels belong together: with s the mean overlap of the oscillators of two pixels, the mean of',
    '(1 - s)^2 over pairs of one label, the background being one, plus the mean of max(s, 0)^2 over pairs of different labels.',
    `${updates} updates of ${batch} scenes by Adam, its rate falling from ${rate} to 0 along half a cosine; scores are of the running mean of the weights.`,
    '',
    'Groups are made by average linkage of the overlaps, as many as there are shapes and one for the background. FG-ARI is the',
    'adjusted Rand index (Hubert and Arabie, 1985) over the pixels of shapes alone, MBO the largest intersection over union of each',
    'shape with a group, mean over the shapes; both are means over scenes that no update has seen.',
    '',
    markdownTable(shapesTable(runs)),
    '',
    ...(runs.length === 1 ? [] : ['The last row: mean over the seeds ± half the range.', '']),
    `\`${command}\``,
    `Written ${time.toISOString()} on ${machineLine(describeMachine())}.`,
    '',
  ].join('\n');
}
