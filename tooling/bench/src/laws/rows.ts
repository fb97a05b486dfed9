import { hopfield, hopfieldKuramoto, initialParameters, kuramoto } from '@hkmem/dynamics';
import { couplingLaw, type LagrangianLaw, lagrangian, type PairLaw, pairLaw } from '@hkmem/laws';
import type { Sizes } from '../problem/sizes.ts';
import {
  coupledProblem,
  editedParameters,
  hopfieldProblem,
  key,
  kuramotoProblem,
  type Problem,
  smallWorld,
} from '../problem/systems.ts';
import type { Bench } from './subjects.ts';

/** Work whose time is compared between two ways to make its engine. */
export interface ComparedWork {
  readonly title: string;
  readonly problem: Problem;
  readonly trainable: readonly string[];
  run(bench: Bench): void;
}

/** Stages of an update with RK4 and 6 steps. */
const stages = 24;

/** Moves parameters by less than a rounding, so that every repetition finds the same work. */
const smallestStep = { kind: 'lion', rate: 1e-12, beta1: 0.9, beta2: 0.99, weightDecay: 0 } as const;

const field = ({ engine, state, out }: Bench): void => engine.field(state, out);
const pullBack = ({ engine, state, cotangent, out }: Bench): void => engine.vjp(state, cotangent, out);

function update(trainable: readonly string[]): (bench: Bench) => void {
  return (bench) => {
    bench.engine.zeroGradients();
    for (let n = 0; n < stages; n++) field(bench);
    for (let n = 0; n < stages; n++) pullBack(bench);
    for (const path of trainable) bench.engine.optimise(path, smallestStep);
  };
}

/** Problems of the paper's equations, by names. */
export function builtInWorks(sizes: Sizes): readonly ComparedWork[] {
  return worksOf(
    hopfieldProblem(sizes),
    kuramotoProblem(sizes),
    [coupledProblem(sizes), coupledProblem(sizes, { kind: 'multiplicative' })],
    editedParameters,
  );
}

/** Laws of a user with the arithmetic of the built-in ones: other names and states, so that nothing takes them for those. */
export const ownLaws: {
  readonly activation: LagrangianLaw;
  readonly interaction: PairLaw;
  readonly additive: PairLaw;
  readonly multiplicative: PairLaw;
} = {
  activation: lagrangian('relu(x)^2 / 2', {}, { states: [-199, 200] }),
  interaction: pairLaw('P * r + Q * relu(r)^2 / 2', { P: 'edge', Q: 'edge' }),
  additive: couplingLaw('-k * r * gi * gj', { k: { per: 'one', start: -0.01 } }),
  multiplicative: couplingLaw('-k * U * r * gi * gj', { k: { per: 'one', start: -0.01 }, U: 'weight' }),
};

/** The same problems by a user's laws. */
export function ownWorks(sizes: Sizes): readonly ComparedWork[] {
  const { activation, interaction } = ownLaws;
  const graph = smallWorld(sizes, 'K');
  const { neurons, dimension } = sizes;
  const drawn = (spec: Problem['spec']): Problem => ({
    spec,
    parameters: initialParameters(spec, key.fold('parameters'), { startNoise: 1 }),
  });
  const coupled = (kind: PairLaw): Problem =>
    drawn(
      hopfieldKuramoto(
        neurons,
        { activation },
        { dimension, graph, interaction, omega: 'global', learnedStart: true },
        { kind, graph },
      ),
    );
  const trainable = ['kuramoto.P', 'kuramoto.Q', 'kuramoto.omega', 'coupling.k', 'start.s'];
  return worksOf(
    drawn(hopfield(neurons, { activation })),
    drawn(kuramoto(neurons, { dimension, graph, interaction })),
    [coupled(ownLaws.additive), coupled(ownLaws.multiplicative)],
    trainable,
  );
}

function worksOf(
  threshold: Problem,
  oscillators: Problem,
  coupled: readonly Problem[],
  edited: readonly string[],
): readonly ComparedWork[] {
  const pair = (title: string, problem: Problem, trainable: readonly string[]): ComparedWork[] => [
    { title: `${title}: field`, problem, trainable, run: field },
    { title: `${title}: pull-back with edge gradients`, problem, trainable, run: pullBack },
  ];
  const [additive, multiplicative] = coupled as readonly [Problem, Problem];
  const ofEdges = edited.slice(0, 2);
  return [
    { title: 'Hopfield: field', problem: threshold, trainable: [], run: field },
    { title: 'Hopfield: pull-back', problem: threshold, trainable: [], run: pullBack },
    ...pair('Kuramoto', oscillators, ofEdges),
    ...pair('coupled, additive', additive, edited),
    ...pair('coupled, multiplicative', multiplicative, edited),
    {
      title: `coupled update: ${stages} fields, ${stages} pull-backs, Lion`,
      problem: additive,
      trainable: edited,
      run: update(edited),
    },
  ];
}
