import { couplingNames, interactionNames, omegaNames } from '@hkmem/backend';
import { editTaskNames } from '@hkmem/datasets';
import { solvers } from '@hkmem/dynamics';
import { activityNames, graphNames, scheduleNames } from '@hkmem/experiments';
import type { SettingFlag } from '../config/flags.ts';
import { dataHelp } from './common-options.ts';

const list = (names: readonly string[]): string => names.join(', ');

/** Settings that every training has. */
export const trainingFlags: readonly SettingFlag[] = [
  { flag: '--seed <n>', path: 'seed', kind: 'number', help: 'seed of all randomness' },
  { flag: '--updates <n>', path: 'updates', kind: 'number', help: 'optimiser updates' },
  { flag: '--batch <n>', path: 'batch', kind: 'number', help: 'images per update' },
  { flag: '--solver <name>', path: 'flow.solver', kind: 'text', help: `solver: ${list(Object.keys(solvers))}` },
  { flag: '--steps <n>', path: 'flow.steps', kind: 'number', help: 'steps of the solver in training' },
  { flag: '--until <T>', path: 'flow.until', kind: 'number', help: 'end time of the flow' },
  { flag: '--jitter <x>', path: 'flow.jitter', kind: 'number', help: 'spread of the step sizes, 0 for equal steps' },
  { flag: '--optimiser <name>', path: 'optimiser.kind', kind: 'text', help: 'lion or adam' },
  { flag: '--rate <x>', path: 'optimiser.rate', kind: 'number', help: 'learning rate' },
  {
    flag: '--schedule <name>',
    path: 'optimiser.schedule',
    kind: 'text',
    help: `rate over updates: ${list(scheduleNames)}`,
  },
  {
    flag: '--half-every <n>',
    path: 'optimiser.halfEvery',
    kind: 'number',
    help: 'updates in which an exponential rate halves',
  },
  { flag: '--warmup <n>', path: 'optimiser.warmup', kind: 'number', help: 'updates over which the rate first rises' },
  {
    flag: '--weight-decay <x>',
    path: 'optimiser.weightDecay',
    kind: 'number',
    help: 'decay of matrices and edge parameters',
  },
  { flag: '--checkpoint-every <n>', path: 'checkpointEvery', kind: 'number', help: 'updates between checkpoints' },
  {
    flag: '--look-every <n>',
    path: 'evaluation.every',
    kind: 'number',
    help: 'updates between looks at the accuracy, 0 for none',
  },
  { flag: '--look-images <n>', path: 'evaluation.everyImages', kind: 'number', help: 'test images in such a look' },
];

/** Settings of an evaluation. */
export const evaluationFlags: readonly SettingFlag[] = [
  {
    flag: '--rtol <x>',
    path: 'evaluation.rtol',
    kind: 'number',
    help: 'relative tolerance of the evaluation, by adaptive steps',
  },
  { flag: '--atol <x>', path: 'evaluation.atol', kind: 'number', help: 'absolute tolerance of the evaluation' },
  {
    flag: '--images <n>',
    path: 'evaluation.images',
    kind: 'number',
    help: 'test images to evaluate on (default: all)',
  },
  {
    flag: '--evaluation-steps <whose>',
    path: 'evaluation.steps',
    kind: 'text',
    help: "whose steps are adaptive: 'own' of each image, by lawson5, or 'shared' by batches of 200, by tsit5 as in the paper",
  },
  {
    flag: '--energy',
    path: 'evaluation.energy',
    kind: 'switch',
    help: 'watch the energy along the evaluated flows and report its largest rise',
  },
];

/** Settings of a base memory. */
export const baseFlags: readonly SettingFlag[] = [
  { flag: '--data <name>', path: 'data', kind: 'text', help: dataHelp },
  {
    flag: '--activation <name>',
    path: 'memory.activation',
    kind: 'text',
    help: `activity of units: ${list(activityNames)}, or their Lagrangian as a formula in x`,
  },
  {
    flag: '--hidden <n>',
    path: 'memory.hidden',
    kind: 'number',
    help: 'hidden units of a dense memory',
    replaces: ['memory.layers'],
  },
  {
    flag: '--layers <sizes>',
    path: 'memory.layers',
    kind: 'layers',
    help:
      'layers between pixels and classes of a hierarchical memory in place of a dense one: sizes, such as 200,100, or ' +
      "'1000 softmax @ 4 | 100', each with its activity and inverse temperature if it has its own",
    replaces: ['memory.hidden'],
  },
  {
    flag: '--beta <x>',
    path: 'memory.beta',
    kind: 'beta',
    help: 'inverse temperature of the units: a number, or layer or neuron for one that is learned',
  },
];

/** Settings of an edit. */
export const editFlags: readonly SettingFlag[] = [
  { flag: '--task <name>', path: 'task', kind: 'text', help: `what the labels become: ${list(editTaskNames)}` },
  { flag: '--data <name>', path: 'data', kind: 'text', help: `${dataHelp} (default: that of the base)` },
  { flag: '--digits <a,b>', path: 'digits', kind: 'numbers', help: 'the two digits that the edit is about' },
  {
    flag: '--coupling <kind>',
    path: 'coupling.kind',
    kind: 'text',
    help: `coupling: ${list(couplingNames)}, or a formula in r, gi and gj`,
  },
  { flag: '--alpha <x>', path: 'coupling.alpha', kind: 'number', help: 'alpha at the start' },
  { flag: '--kappa-h <x>', path: 'coupling.kappaH', kind: 'number', help: 'weight of the Hopfield energy' },
  { flag: '--kappa-k <x>', path: 'coupling.kappaK', kind: 'number', help: 'weight of the Kuramoto energy' },
  { flag: '--dimension <D>', path: 'oscillators.dimension', kind: 'number', help: 'dimension of the oscillators' },
  {
    flag: '--interaction <name>',
    path: 'oscillators.interaction',
    kind: 'text',
    help: `interaction: ${list(interactionNames)}, or a formula in r`,
  },
  { flag: '--omega <name>', path: 'oscillators.omega', kind: 'text', help: `rotation: ${list(omegaNames)}` },
  {
    flag: '--start-noise <x>',
    path: 'oscillators.startNoise',
    kind: 'number',
    help: 'spread of the learned start around e_1',
  },
  { flag: '--graph <kind>', path: 'graph.kind', kind: 'text', help: `graph: ${list(graphNames)}` },
  { flag: '--neighbours <k>', path: 'graph.neighbours', kind: 'number', help: 'neighbours of each neuron, even' },
  { flag: '--rewiring <p>', path: 'graph.rewiring', kind: 'number', help: 'share of edges that a small world rewires' },
  {
    flag: '--graphs <count>',
    path: 'graph.count',
    kind: 'text',
    help: 'one graph for oscillators and coupling, or two',
  },
  { flag: '--bias-digits <list>', path: 'bias.digits', kind: 'numbers', help: 'digits to favour in batches' },
  { flag: '--bias-share <x>', path: 'bias.share', kind: 'number', help: 'their share of a batch' },
];
