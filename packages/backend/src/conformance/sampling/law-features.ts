import {
  arrayFunction,
  couplingLaw,
  type Law,
  lagrangian,
  lagrangianLaws,
  lawToJson,
  type Node,
  pairLaw,
} from '@hkmem/laws';
import { interactions, lagrangiansOf, productCouplings } from '@hkmem/laws/random';
import fc from 'fast-check';
import { RandomKey } from '../../random/random-key.ts';
import type { CaseFeatures, UnitsName } from './features.ts';

/** Laws of the forms that people write, with parameters of every role, powers, conditionals and kinks. */
const written = {
  activations: () => [
    lagrangianLaws.clip,
    lagrangian('softplus(beta * x) / beta', { beta: 'one' }),
    lagrangian('a * logcosh(x) + b * x^2 / 2', { a: 'neuron', b: 'layer' }),
    lagrangian('where(abs(x) < width, x^2 / 2, width * abs(x) - width^2 / 2)', { width: 'neuron' }),
  ],
  interactions: () => [
    pairLaw('C * r^2 / 2', { C: 'edge' }),
    pairLaw('A * r + B * cos(omega1 * r) + C * relu(r)^3', { A: 'edge', B: 'edge', C: 'edge', omega1: 'one' }),
    pairLaw('J * exp(k * r) / k', { J: 'one', k: { per: 'edge', start: 0.8 } }),
    pairLaw('sqrt(1 + r^2) - gelu(2 * r)'),
    pairLaw('A * log(2 + tanh(r)) + B * log(0.1 + r^2)', { A: 'edge', B: 'one' }),
  ],
  couplings: () => [
    couplingLaw('-w * r * tanh(beta * gi * gj)', { w: 'edge', beta: 'one' }),
    couplingLaw('-w * (alpha + r + r^2) * gi * gj', { w: 'edge', alpha: 'one' }),
    couplingLaw('alpha * W * r * sin(gi) * sin(gj) - c * (gi + gj)', { alpha: 'one', W: 'weight', c: 'edge' }),
  ],
};

/** Random laws of each kind, beside those written. */
const drawn = 4;

/**
 * Systems of laws, each beside named parts and other laws; always the same. Random laws are smooth and of order 1 where states
 * go, for float32 to be compared with float64.
 */
export function lawFeatures(): readonly CaseFeatures[] {
  made ??= makeLawFeatures();
  return made;
}

let made: readonly CaseFeatures[] | undefined;

function makeLawFeatures(): readonly CaseFeatures[] {
  const random = <L extends Law>(laws: fc.Arbitrary<L>, telling: (law: L) => boolean): L[] =>
    fc.sample(
      laws.filter((law) => telling(law) && moderate(law)),
      { numRuns: drawn, seed: 20261127 },
    );
  const activations = [...written.activations(), ...random(lagrangiansOf(false), ({ slope }) => bends(slope, 'x'))];
  const pairs = [...written.interactions(), ...random(interactions(false), ({ force }) => bends(force, 'r'))];
  const both = [
    ...written.couplings(),
    ...random(productCouplings(false), ({ pullI }) => bends(pullI, 'gj') && bends(pullI, 'r')),
  ];
  const sizes = (k: number) => ({ neurons: 5 + ((5 * k) % 13), batch: 1 + ((3 * k) % 7), seed: 100 + k });
  const dimension = (k: number): number => 2 + ((7 * k) % 9);
  return [
    ...activations.map((law, k): CaseFeatures => {
      const layered = k % 2 === 1;
      return { units: 'threshold', ...sizes(k), activationLaw: lawToJson(law), ...(layered && { layers: 3 }) };
    }),
    ...pairs.map((law, k): CaseFeatures => {
      const interactionLaw = lawToJson(law);
      return { units: 'oscillators', ...sizes(k), dimension: dimension(k), graph: 'random', interactionLaw };
    }),
    ...both.map((law, k): CaseFeatures => {
      const base = {
        units: 'network',
        activation: 'tanh',
        ...sizes(k),
        dimension: dimension(k),
        graph: 'random',
      } as const;
      const graphs = k % 3 === 0 ? ({ graphs: 'different', couplingGraph: 'random' } as const) : {};
      const named = { interaction: k % 2 === 0 ? 'mlpShared' : 'relu' } as const;
      const interaction = k % 4 === 3 ? { interactionLaw: lawToJson(pairs[k % pairs.length]!) } : named;
      return { ...base, ...graphs, ...interaction, weighted: k % 2 === 0, couplingLaw: lawToJson(law) };
    }),
    ...(['network', 'additive', 'multiplicative'] satisfies UnitsName[]).map((units, k): CaseFeatures => {
      const [activationLaw, interactionLaw] = [lawToJson(activations[k]!), lawToJson(pairs[k]!)];
      return { units, ...sizes(k), dimension: dimension(k), graph: 'random', activationLaw, interactionLaw };
    }),
  ];
}

const points = 64;
/** Largest size of any part of a law, so that its rounding errors stay near those of float32. */
const mostModerate = 30;

/** Whether all parts of a law and its derivatives are of order 1 where the states of a case are. */
function moderate(law: Law): boolean {
  const list = partsOf(rootsOf(law));
  const results = list.map(() => new Float64Array(points));
  const names = ['x', 'r', 'gi', 'gj', 'r~', 'gi~', 'gj~', ...law.parameters.map(({ name }) => name)];
  const key = RandomKey.fromSeed(1);
  const inputs = Object.fromEntries(
    names.map((name) => {
      const uniform = key.fold(name).uniform(points);
      // Energies read overlaps of oscillators that are not normalised.
      const limit = name === 'x' ? 4 : name === 'r' ? 8 : 1;
      return [name, Float64Array.from(uniform, (value) => limit * (2 * value - 1))];
    }),
  );
  arrayFunction(law.arena, list).run(inputs, results, points);
  return results.every((values) => values.every((value) => Math.abs(value) < mostModerate));
}

/** Whether a derivative depends on a variable. */
function bends(root: Node, variable: string): boolean {
  return partsOf([root]).some(({ operation, name }) => operation === 'variable' && name === variable);
}

/** All nodes of expressions, each once. */
function partsOf(roots: readonly Node[]): readonly Node[] {
  const nodes = new Set<Node>();
  const visit = (node: Node): void => {
    if (nodes.has(node)) return;
    nodes.add(node);
    for (const arg of node.args) visit(arg);
  };
  for (const root of roots) visit(root);
  return [...nodes];
}

function rootsOf(law: Law): readonly Node[] {
  if (law.kind === 'pair') {
    const { value, force, pullI, pullJ, adjoint } = law;
    return [value, force, pullI, pullJ, adjoint.r, adjoint.gi, adjoint.gj, ...adjoint.parameters];
  }
  if (law.kind === 'lagrangian') return [law.value, law.activity, law.slope, ...law.parameterSlopes];
  return [law.value];
}
