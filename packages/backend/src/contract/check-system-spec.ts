import type { LawKind } from '@hkmem/laws';
import { UnknownNameError, ValueError } from '../errors.ts';
import { checkGraph } from './graph.ts';
import { parametersOfSystem } from './parameter-info.ts';
import {
  couplingNames,
  interactionNames,
  jointLagrangianNames,
  lagrangianNames,
  type OscillatorSpec,
  omegaNames,
  type SystemSpec,
  type ThresholdSpec,
} from './system-spec.ts';

/** @throws {ValueError | UnknownNameError | ShapeError} naming the first thing that does not fit. */
export function checkSystemSpec(spec: SystemSpec): void {
  const { neurons, threshold, oscillators, coupling } = spec;
  if (!Number.isInteger(neurons) || neurons < 1) throw new ValueError('neurons', neurons, 'a whole number from 1');
  if (threshold === undefined && oscillators === undefined) {
    throw new ValueError('system', 'no units', 'threshold units, oscillators, or both');
  }
  if (threshold !== undefined) checkThreshold(threshold, neurons);
  if (oscillators !== undefined) checkOscillators(oscillators, neurons);
  if (coupling !== undefined) checkCoupling(spec);
  else if (threshold !== undefined && oscillators !== undefined) {
    throw new ValueError('coupling', 'none', 'a coupling when a system has both kinds of unit');
  }
  checkPaths(spec);
}

function checkThreshold(threshold: ThresholdSpec, neurons: number): void {
  checkLagrangian('threshold units', threshold);
  const { layers } = threshold;
  if (layers === undefined) return;
  layers.forEach((layer, l) => {
    if (typeof layer === 'object' && layer !== null) checkLagrangian(`layer ${l}`, { ...threshold, ...layer });
  });
  const sizes = layers.map((layer) => (typeof layer === 'object' && layer !== null ? layer.size : layer));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (layers.length < 2 || sizes.some((size) => !Number.isInteger(size) || size < 1)) {
    throw new ValueError('layers', `[${sizes.join(', ')}]`, 'two or more sizes from 1');
  }
  if (total !== neurons) throw new ValueError('layers', `sizes that sum to ${total}`, `sizes that sum to ${neurons}`);
}

/** A Lagrangian with its inverse temperature. */
function checkLagrangian(what: string, { activation, beta = 1 }: Pick<ThresholdSpec, 'activation' | 'beta'>): void {
  checkNameOrLaw('activation', activation, lagrangianNames, 'lagrangian');
  const role = typeof beta === 'object' && beta !== null ? beta.per : beta;
  if (typeof role === 'number' ? !(role > 0 && Number.isFinite(role)) : role !== 'layer' && role !== 'neuron') {
    throw new ValueError(`beta of ${what}`, String(role), "a number above 0, 'layer' or 'neuron'");
  }
  const joint = typeof activation === 'string' && (jointLagrangianNames as readonly string[]).includes(activation);
  if (joint && role === 'neuron') {
    throw new ValueError(
      `beta of ${what}`,
      "'neuron'",
      `a number or 'layer' with ${activation}, which is of all units`,
    );
  }
}

function checkOscillators(oscillators: OscillatorSpec, neurons: number): void {
  const { dimension, hidden, interaction } = oscillators;
  if (!Number.isInteger(dimension) || dimension < 2) {
    throw new ValueError('dimension D', dimension, 'a whole number from 2', 'A sphere in R^1 has two points only.');
  }
  checkNameOrLaw('interaction', interaction, interactionNames, 'pair');
  if (typeof interaction === 'object') {
    const { facts, parameters, formula } = interaction;
    const what = `interaction '${formula}'`;
    if (facts.coupled) {
      throw new ValueError(what, 'a law of gi or gj', 'a law of r alone', 'Give it as the coupling.');
    }
    if (parameters.some(({ per }) => per === 'weight')) {
      throw new ValueError(what, 'a parameter per weight', 'parameters per edge or one for all');
    }
  }
  checkName('omega', oscillators.omega, omegaNames);
  if (hidden !== undefined && (hidden.length === 0 || hidden.some((width) => !Number.isInteger(width) || width < 1))) {
    throw new ValueError('hidden', `[${hidden.join(', ')}]`, 'one or more widths from 1');
  }
  checkGraph(oscillators.graph, neurons, 'oscillator graph');
}

function checkCoupling({ neurons, threshold, oscillators, coupling }: SystemSpec): void {
  const { kind, graph, kappaH, kappaK } = coupling!;
  if (threshold === undefined || oscillators === undefined) {
    throw new ValueError('coupling', 'one kind of unit', 'threshold units and oscillators');
  }
  checkNameOrLaw('coupling', kind, couplingNames, 'pair');
  if (typeof kind === 'object' && !kind.facts.coupled) {
    const way = 'Give a law of r alone as the interaction.';
    throw new ValueError(`coupling '${kind.formula}'`, 'a law of r alone', 'a law that reads gi and gj', way);
  }
  checkGraph(graph, neurons, 'coupling graph');
  if (!(kappaH > 0)) throw new ValueError('kappaH', kappaH, 'a number above 0');
  if (!(kappaK > 0)) throw new ValueError('kappaK', kappaK, 'a number above 0');
  if (threshold.layers === undefined) return;
  if (kind === 'multiplicative') {
    throw new ValueError('coupling', 'multiplicative with layers', 'multiplicative with dense weights only');
  }
  if (typeof kind === 'object' && kind.parameters.some(({ per }) => per === 'weight')) {
    const what = `coupling '${kind.formula}'`;
    throw new ValueError(what, 'a parameter per weight, with layers', 'parameters per weight with dense weights only');
  }
}

/** @throws {ValueError} if a parameter of a law would have the path of another one. */
function checkPaths(spec: SystemSpec): void {
  const paths = new Set<string>();
  for (const { path } of parametersOfSystem(spec)) {
    if (paths.has(path)) {
      throw new ValueError(`parameter '${path}'`, 'the path a second time', 'each path once', 'Rename it in the law.');
    }
    paths.add(path);
  }
}

function checkNameOrLaw(what: string, got: unknown, allowed: readonly string[], kind: LawKind): void {
  if (typeof got !== 'object' || got === null) checkName(what, String(got), allowed);
  else if (!('kind' in got) || got.kind !== kind || !('arena' in got)) {
    const law = `a law of kind '${kind}'`;
    const way = `Make laws with ${kind === 'lagrangian' ? 'lagrangian' : 'pairLaw or couplingLaw'}, or read them with lawFromJson.`;
    throw new ValueError(what, 'another object', `a name or ${law}`, way);
  }
}

function checkName(what: string, got: string, allowed: readonly string[]): void {
  if (!allowed.includes(got)) throw new UnknownNameError(what, got, allowed);
}
