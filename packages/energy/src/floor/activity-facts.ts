import {
  type JointLagrangianName,
  jointEpsilon,
  type LagrangianName,
  lagrangianNames,
  resolveSystem,
  type SystemSpec,
} from '@hkmem/backend';
import { type LagrangianBounds, type LagrangianLaw, lagrangianBounds, lagrangianLaws, lazyRecord } from '@hkmem/laws';

/** What a bound of the energy needs to know of an activity g = dL/dx. */
export interface ActivityFacts {
  /** Between which values the activity of a unit lies. */
  readonly range: readonly [low: number, high: number];
  /** Whether the activities of a sample sum to 1. */
  readonly simplex: boolean;
  /** m, the largest eigenvalue that d2L/dx2 has anywhere; infinite where it is not known. */
  readonly steepness: number;
  /** Whether L is convex, so that d2L/dx2 is positive semidefinite and the energy falls along the field. */
  readonly convex: boolean;
}

/** The largest slopes of laws with names where they are known exactly; of others they are bounded to some hundredth. */
const exactSteepness: Readonly<Record<string, number>> = { sigmoid: 0.25 };

/**
 * What those of all units of a layer have. The largest eigenvalue of diag(g) - g g^T, the softmax's slope, is at most 1/2
 * (Gershgorin: 2 g_i (1 - g_i)); the slopes of norms are largest at rest.
 */
const joint: Readonly<Record<JointLagrangianName, ActivityFacts>> = {
  softmax: { range: [0, 1], simplex: true, steepness: 0.5, convex: true },
  sphericalNorm: { range: [-1, 1], simplex: false, steepness: 1 / Math.sqrt(jointEpsilon), convex: true },
  layerNorm: {
    range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    simplex: false,
    steepness: 1 / Math.sqrt(jointEpsilon),
    convex: true,
  },
  logSumRelu: { range: [0, 1 / jointEpsilon], simplex: false, steepness: Number.POSITIVE_INFINITY, convex: false },
};

/** The facts of every activity with a name: those of single units follow from their laws. */
export const activityFacts: Readonly<Record<LagrangianName, ActivityFacts>> = lazyRecord(
  Object.fromEntries(
    lagrangianNames.map((name) => [
      name,
      () => (name in joint ? joint[name as JointLagrangianName] : factsOfLaw(name as PointwiseName)),
    ]),
  ) as Record<LagrangianName, () => ActivityFacts>,
);

type PointwiseName = Exclude<LagrangianName, JointLagrangianName>;

function factsOfLaw(name: PointwiseName): ActivityFacts {
  const facts = activityFactsOf(lagrangianLaws[name]);
  return { ...facts, steepness: exactSteepness[name] ?? facts.steepness };
}

/** The facts of an activation by name or as a law; where a law has parameters, its steepness is not known. */
export function activityFactsOf(activation: LagrangianName | LagrangianLaw): ActivityFacts {
  if (typeof activation === 'string') return activityFacts[activation];
  const { range, convex } = activation.facts;
  const steepness = boundsOf(activation)?.steepness ?? Number.POSITIVE_INFINITY;
  return { range, simplex: false, steepness, convex: convex !== false };
}

const known = new WeakMap<LagrangianLaw, LagrangianBounds>();

/** What holds at all x of a law without parameters. */
export function boundsOf(law: LagrangianLaw): LagrangianBounds | undefined {
  if (law.parameters.length > 0) return undefined;
  const bounds = known.get(law) ?? lagrangianBounds(law, {});
  known.set(law, bounds);
  return bounds;
}

/** Whether the Lagrangians of all layers are convex, so that energies fall along the flow. */
export function convexLayers(spec: SystemSpec): boolean {
  return resolveSystem(spec).layers.every(({ lagrangian }) =>
    lagrangian.kind === 'joint' ? activityFacts[lagrangian.name].convex : lagrangian.facts.convex !== false,
  );
}
