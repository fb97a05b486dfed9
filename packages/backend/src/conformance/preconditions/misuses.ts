import { lagrangianLaws } from '@hkmem/laws';
import type { LossTerm } from '../../contract/loss.ts';
import type { AdamRule, LionRule } from '../../contract/optimiser.ts';
import type { Readout } from '../../contract/readout.ts';
import type { StateVector, Term } from '../../contract/state.ts';
import {
  DisposedError,
  type HkmemError,
  NonFiniteError,
  ShapeError,
  UnknownNameError,
  ValueError,
} from '../../errors.ts';
import type { Scene } from './scene.ts';

/** A call that must be refused, and the class of error that says so. */
export type Misuse = readonly [title: string, error: ErrorClass, call: (scene: Scene) => unknown];
type ErrorClass = new (...args: never[]) => HkmemError;

const lion: LionRule = { kind: 'lion', rate: 0.1, beta1: 0.9, beta2: 0.99, weightDecay: 0 };
const adam: AdamRule = { ...lion, kind: 'adam', epsilon: 1e-8, step: 1 };
const threshold: Readout = { kind: 'threshold', classes: 2 };
const labels = [0, 1, 0];
const terms = [{ readout: threshold, labels }];
const pairs: Readout = { kind: 'pairs', classes: 1 };
const loss =
  (parts: readonly LossTerm[]): Misuse[2] =>
  ({ engine, state, cotangent }) =>
    engine.loss(state, parts, cotangent);
const term = (state: StateVector): Term[] => [[1, state]];
const ofSize = (size: number, value: number): Float64Array => new Float64Array(size).fill(value);
const sizeOfParameter = ({ engine, path }: Scene): number => engine.shapes.get(path)!.reduce((a, b) => a * b, 1);

/** Names and arrays of parameters, gradients and running means. */
const parameters: readonly Misuse[] = [
  ['an unknown parameter', UnknownNameError, ({ engine }) => engine.writeParameter('nowhere', [1])],
  ['reading an unknown parameter', UnknownNameError, ({ engine }) => engine.readParameter('nowhere')],
  ['too many values', ShapeError, ({ engine, path }) => engine.writeParameter(path, ofSize(9999, 0))],
  [
    'a parameter of NaN',
    NonFiniteError,
    (scene) => scene.engine.writeParameter(scene.path, ofSize(sizeOfParameter(scene), Number.NaN)),
  ],
  [
    'a running mean of infinities',
    NonFiniteError,
    (scene) => scene.engine.writeMoment(scene.path, 'first', ofSize(sizeOfParameter(scene), Number.POSITIVE_INFINITY)),
  ],
  ['too few values of a running mean', ShapeError, ({ engine, path }) => engine.writeMoment(path, 'first', [])],
  [
    'an unknown running mean',
    UnknownNameError,
    (scene) => scene.engine.writeMoment(scene.path, 'third' as 'first', ofSize(sizeOfParameter(scene), 0)),
  ],
  ['reading an unknown mean', UnknownNameError, ({ engine, path }) => engine.readMoment(path, 'third' as 'first')],
  ['training an unknown parameter', UnknownNameError, ({ engine, path }) => engine.setTrainable([path, 'nowhere'])],
  ['an unknown gradient', UnknownNameError, ({ engine }) => engine.readGradient('nowhere')],
  ['a frozen gradient', ValueError, ({ engine, frozen }) => engine.readGradient(frozen)],
  ['a frozen gradient as a tensor', ValueError, ({ engine, frozen }) => engine.gradientTensor(frozen)],
  ['a step of a frozen parameter', ValueError, ({ engine, frozen }) => engine.optimise(frozen, lion)],
  ['a rate of NaN', ValueError, ({ engine, path }) => engine.optimise(path, { ...lion, rate: Number.NaN })],
  ['a beta of NaN', ValueError, ({ engine, path }) => engine.optimise(path, { ...lion, beta2: Number.NaN })],
  ['an infinite epsilon', ValueError, ({ engine, path }) => engine.optimise(path, { ...adam, epsilon: 1 / 0 })],
  ['a beta of 1', ValueError, ({ engine, path }) => engine.optimise(path, { ...adam, beta1: 1 })],
  ['step 0', ValueError, ({ engine, path }) => engine.optimise(path, { ...adam, step: 0 })],
  [
    'an unknown optimiser',
    UnknownNameError,
    ({ engine, path }) => engine.optimise(path, { ...lion, kind: 'sgd' as 'lion' }),
  ],
];

/** Sizes and contents of states. */
const states: readonly Misuse[] = [
  ['a batch of 0', ValueError, ({ engine }) => engine.createState(0)],
  ['a batch of 1.5', ValueError, ({ engine }) => engine.createState(1.5)],
  ['a state with too few x', ShapeError, ({ engine, state }) => engine.writeState(state, { x: ofSize(1, 0) })],
  ['a state with too many s', ShapeError, ({ engine, state }) => engine.writeState(state, { s: ofSize(9999, 0) })],
  [
    'good x and bad s',
    ShapeError,
    ({ engine, state }) => {
      engine.writeState(state, { x: ofSize(3 * engine.spec.neurons, 1), s: ofSize(9999, 0) });
    },
  ],
  [
    'x of NaN',
    NonFiniteError,
    ({ engine, state }) => {
      const x = ofSize(3 * engine.spec.neurons, 1);
      x[2] = Number.NaN;
      engine.writeState(state, { x });
    },
  ],
];

/** One state in two places of a call where that is not allowed, and unequal batch sizes. */
const aliases: readonly Misuse[] = [
  ['a field into its state', ValueError, ({ engine, state }) => engine.field(state, state)],
  ['a field into another batch', ShapeError, ({ engine, state, larger }) => engine.field(state, larger)],
  ['a vjp into its state', ValueError, ({ engine, state, cotangent }) => engine.vjp(state, cotangent, state)],
  ['a vjp into its cotangent', ValueError, ({ engine, state, cotangent }) => engine.vjp(state, cotangent, cotangent)],
  [
    'a vjp into another batch',
    ShapeError,
    ({ engine, state, cotangent, larger }) => engine.vjp(state, cotangent, larger),
  ],
  ['a cotangent of another batch', ShapeError, ({ engine, state, larger, out }) => engine.vjp(state, larger, out)],
  ['no terms', ValueError, ({ engine, out }) => engine.combine(out, [])],
  ['ten terms', ValueError, ({ engine, out, state }) => engine.combine(out, new Array<Term>(10).fill([1, state]))],
  ['a coefficient of NaN', ValueError, ({ engine, out, state }) => engine.combine(out, [[Number.NaN, state]])],
  ['a term of another batch', ShapeError, ({ engine, out, larger }) => engine.combine(out, term(larger))],
  [
    'error norms with another batch after',
    ShapeError,
    ({ engine, state, larger, out }) => engine.errorNorms(state, larger, term(out), 1e-3, 1e-3),
  ],
  [
    'error norms of an error of another batch',
    ShapeError,
    ({ engine, state, larger, out }) => engine.errorNorms(state, out, term(larger), 1e-3, 1e-3),
  ],
  ['error norms of nothing', ValueError, ({ engine, state, out }) => engine.errorNorms(state, out, [], 1e-3, 1e-3)],
  [
    'a relative tolerance of NaN',
    ValueError,
    ({ engine, state, out }) => engine.errorNorms(state, out, term(out), Number.NaN, 1e-3),
  ],
  [
    'an absolute tolerance below 0',
    ValueError,
    ({ engine, state, out }) => engine.errorNorms(state, out, term(out), 1e-3, -1e-3),
  ],
  ['no tolerance', ValueError, ({ engine, state, out }) => engine.errorNorms(state, out, term(out), 0, 0)],
  ['normalising into the state', ValueError, ({ engine, state }) => engine.normaliseVjp(state, state)],
  ['normalising another batch', ShapeError, ({ engine, state, larger }) => engine.normaliseVjp(state, larger)],
];

/** States that were disposed of, or are another engine's. */
const strangers: readonly Misuse[] = (['disposed', 'foreign'] as const).flatMap((name): Misuse[] => {
  const error = name === 'disposed' ? DisposedError : ValueError;
  const calls: Readonly<Record<string, (scene: Scene, stranger: StateVector) => unknown>> = {
    readState: ({ engine }, it) => engine.readState(it),
    writeState: ({ engine }, it) => engine.writeState(it, {}),
    readStateTensors: ({ engine }, it) => engine.readStateTensors(it),
    writeStateTensors: ({ engine }, it) => engine.writeStateTensors(it, {}),
    'field of': ({ engine, out }, it) => engine.field(it, out),
    'field into': ({ engine, state }, it) => engine.field(state, it),
    'vjp at': ({ engine, cotangent, out }, it) => engine.vjp(it, cotangent, out),
    'vjp of': ({ engine, state, out }, it) => engine.vjp(state, it, out),
    'vjp into': ({ engine, state, cotangent }, it) => engine.vjp(state, cotangent, it),
    'combine into': ({ engine, state }, it) => engine.combine(it, term(state)),
    'combine of': ({ engine, out }, it) => engine.combine(out, term(it)),
    'errorNorms before': ({ engine, out }, it) => engine.errorNorms(it, out, term(out), 1, 1),
    'errorNorms after': ({ engine, state, out }, it) => engine.errorNorms(state, it, term(out), 1, 1),
    'errorNorms of': ({ engine, state, out }, it) => engine.errorNorms(state, out, term(it), 1, 1),
    norms: ({ engine }, it) => engine.norms(it),
    normalise: ({ engine }, it) => engine.normalise(it),
    'normaliseVjp at': ({ engine, cotangent }, it) => engine.normaliseVjp(it, cotangent),
    'normaliseVjp of': ({ engine, state }, it) => engine.normaliseVjp(state, it),
    energies: ({ engine }, it) => engine.energies(it),
    broadcastStart: ({ engine }, it) => engine.broadcastStart(it),
    startVjp: ({ engine }, it) => engine.startVjp(it),
    readout: ({ engine }, it) => engine.readout(it, threshold),
    'loss at': ({ engine, cotangent }, it) => engine.loss(it, terms, cotangent),
    'loss into': ({ engine, state }, it) => engine.loss(state, terms, it),
  };
  return Object.entries(calls).map(([title, call]) => [
    `${title} a state: ${name}`,
    error,
    (scene) => call(scene, scene[name]),
  ]);
});

/** Read-outs and labels. */
const readouts: readonly Misuse[] = [
  [
    'an unknown read-out',
    UnknownNameError,
    ({ engine, state }) => engine.readout(state, { kind: 'all' as 'pairs', classes: 1 }),
  ],
  ['a read-out of no class', ValueError, ({ engine, state }) => engine.readout(state, { ...threshold, classes: 0 })],
  ['a read-out of too many', ValueError, ({ engine, state }) => engine.readout(state, { ...threshold, classes: 99 })],
  ['a read-out of no units', ValueError, ({ engine, state }) => engine.readout(state, { kind: 'units', units: [] })],
  ['a unit that is none', ValueError, ({ engine, state }) => engine.readout(state, { kind: 'units', units: [0, 99] })],
  ['a unit twice', ValueError, ({ engine, state }) => engine.readout(state, { kind: 'units', units: [1, 1] })],
  [
    'an overlap with itself',
    ValueError,
    ({ engine, state }) => engine.readout(state, { kind: 'overlaps', pairs: [[1, 1]] }),
  ],
  ['the activity of overlaps', ValueError, ({ engine, state }) => engine.readout(state, { ...pairs, of: 'activity' })],
  ['a loss of nothing', ValueError, loss([])],
  ['an unknown loss', UnknownNameError, loss([{ ...terms[0]!, loss: 'absolute' as 'hinge' }])],
  ['a loss that is no law', ValueError, loss([{ ...terms[0]!, loss: lagrangianLaws.tanh as never }])],
  ['a loss without y', ValueError, loss([{ readout: threshold }])],
  ['labels and targets', ValueError, loss([{ ...terms[0]!, targets: ofSize(6, 0) }])],
  ['too few targets', ShapeError, loss([{ readout: threshold, targets: [1] }])],
  ['targets of NaN', NonFiniteError, loss([{ readout: threshold, targets: ofSize(6, Number.NaN) }])],
  ['a weight of 0', ValueError, loss([{ ...terms[0]!, weight: 0 }])],
  ['an unknown parameter of a loss', UnknownNameError, loss([{ ...terms[0]!, parameters: { p: 1 } }])],
  ['a label that is no class', ValueError, loss([{ readout: threshold, labels: [0, 1, 7] }])],
  ['too few labels', ShapeError, loss([{ readout: threshold, labels: [0] }])],
  ['a good part and a bad one', ShapeError, loss([terms[0]!, { readout: threshold, labels: [0] }])],
  ['a loss into its state', ValueError, ({ engine, state }) => engine.loss(state, terms, state)],
  ['a loss into another batch', ShapeError, ({ engine, state, larger }) => engine.loss(state, terms, larger)],
];

/** What every backend must refuse; the system has both kinds of unit, and nothing of the start is trainable. */
export const misuses: readonly Misuse[] = [
  ...parameters,
  ...states,
  ...aliases,
  ...strangers,
  ...readouts,
  ['the gradient of a frozen start', ValueError, ({ engine, cotangent }) => engine.startVjp(cotangent)],
];

/** What must be refused where there are only threshold units. */
export const misusesOfThreshold: readonly Misuse[] = [
  ['s of threshold units', ShapeError, ({ engine, state }) => engine.writeState(state, { s: ofSize(3, 0) })],
  ['a start that is none', UnknownNameError, ({ engine, state }) => engine.broadcastStart(state)],
  ['the gradient of a start that is none', UnknownNameError, ({ engine, state }) => engine.startVjp(state)],
  [
    'a read-out of oscillators',
    ValueError,
    ({ engine, state }) => engine.readout(state, { kind: 'pairs', classes: 1 }),
  ],
];

/** Every use of an engine that was disposed of. */
export const usesAfterDisposal: readonly Misuse[] = (
  [
    ['writeParameter', ({ engine, path }) => engine.writeParameter(path, [])],
    ['readParameter', ({ engine, path }) => engine.readParameter(path)],
    ['setTrainable', ({ engine }) => engine.setTrainable([])],
    ['zeroGradients', ({ engine }) => engine.zeroGradients()],
    ['readGradient', ({ engine, path }) => engine.readGradient(path)],
    ['gradientTensor', ({ engine, path }) => engine.gradientTensor(path)],
    ['optimise', ({ engine, path }) => engine.optimise(path, lion)],
    ['readMoment', ({ engine, path }) => engine.readMoment(path, 'first')],
    ['writeMoment', ({ engine, path }) => engine.writeMoment(path, 'first', [])],
    ['createState', ({ engine }) => engine.createState(1)],
    ['writeState', ({ engine, state }) => engine.writeState(state, {})],
    ['readState', ({ engine, state }) => engine.readState(state)],
    ['field', ({ engine, state, out }) => engine.field(state, out)],
    ['vjp', ({ engine, state, cotangent, out }) => engine.vjp(state, cotangent, out)],
    ['combine', ({ engine, state, out }) => engine.combine(out, term(state))],
    ['norms', ({ engine, state }) => engine.norms(state)],
    ['normalise', ({ engine, state }) => engine.normalise(state)],
    ['broadcastStart', ({ engine, state }) => engine.broadcastStart(state)],
    ['energies', ({ engine, state }) => engine.energies(state)],
    ['readout', ({ engine, state }) => engine.readout(state, threshold)],
    ['loss', ({ engine, state, out }) => engine.loss(state, terms, out)],
  ] satisfies readonly (readonly [string, Misuse[2]])[]
).map(([title, call]) => [title, DisposedError, call]);
