import { ParameterRoleError, shortened } from '../errors.ts';
import { calledNames } from '../expression/operations.ts';

/**
 * What a parameter is given for: each edge, each neuron, each layer, or once for all. One per `weight` is no parameter of its
 * own: it is W_ij of the Hopfield memory between the ends of an edge.
 */
export type Per = 'edge' | 'weight' | 'neuron' | 'layer' | 'one';

/**
 * How a parameter starts: a number, or normal draws around `mean` (0 if absent) with a standard deviation that is divided
 * by the root of the number of neighbours or of neurons, if `over` says so.
 */
export type Start =
  | number
  | { readonly mean?: number; readonly deviation: number; readonly over?: 'neighbours' | 'neurons' };

/** The role of a parameter in full. */
export interface ParameterRole {
  /** What it is given for. */
  readonly per: Per;
  /** How it starts. */
  readonly start: Start;
  /** Whether weight decay concerns it. */
  readonly decays: boolean;
}

/** A role as it is given: what is absent is taken from the defaults of `per`. */
export type GivenRole = Per | { readonly per: Per; readonly start?: Start; readonly decays?: boolean };

/** Roles by the names of parameters. */
export type GivenRoles = Readonly<Record<string, GivenRole>>;

/** A parameter of a law. */
export interface LawParameter extends ParameterRole {
  /** As it stands in the formula. */
  readonly name: string;
}

/** Per edge as the paper draws A and B, N(0, 1) / sqrt(k); per neuron and layer and for all, 1. */
const defaults: Readonly<Record<Per, Omit<ParameterRole, 'per'>>> = {
  edge: { start: { deviation: 1, over: 'neighbours' }, decays: true },
  weight: { start: { deviation: 1, over: 'neurons' }, decays: false },
  neuron: { start: 1, decays: false },
  layer: { start: 1, decays: false },
  one: { start: 1, decays: false },
};

/** Most parameters of a law. */
const mostParameters = 16;

/** Names that parameters must not have, whatever the law. */
const taken: ReadonlySet<string> = new Set([...calledNames, 'pi', 'r', 'x', 'gi', 'gj', 'out', 'y']);

/**
 * The parameters of a law in the order of their names.
 * @throws {ParameterRoleError} for a role that is none, or not one of `allowed`, and for a name that cannot be used.
 */
export function parametersOf(roles: GivenRoles, allowed: readonly Per[]): readonly LawParameter[] {
  const entries = Object.entries(roles);
  if (entries.length > mostParameters) {
    throw new ParameterRoleError(`got ${entries.length} parameters, at most ${mostParameters} are allowed.`);
  }
  return entries
    .map(([name, given]) => ({ name: checkedName(name), ...roleOf(name, given, allowed) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function checkedName(name: string): string {
  const way = 'Use up to 32 letters, digits and underscores, a letter first.';
  const shown = shortened(name);
  if (!/^[A-Za-z][A-Za-z0-9_]{0,31}$/.test(name)) throw new ParameterRoleError(`parameter '${shown}': no name. ${way}`);
  if (taken.has(name) || name in Object.prototype) {
    throw new ParameterRoleError(`parameter '${shown}': the name is taken. Use another one.`);
  }
  return name;
}

function roleOf(name: string, given: GivenRole, allowed: readonly Per[]): ParameterRole {
  const { per, ...rest } = typeof given === 'object' && given !== null ? given : { per: given };
  if (!allowed.includes(per)) {
    const list = allowed.map((each) => `'${each}'`).join(', ');
    throw new ParameterRoleError(`parameter '${name}': got per ${shown(per)}, allowed here are ${list}.`);
  }
  const start = rest.start ?? defaults[per].start;
  const numbers = typeof start === 'object' && start !== null ? [start.deviation, start.mean ?? 0] : [start];
  const over = typeof start === 'object' && start !== null ? (start.over ?? 'neurons') : 'neurons';
  if (
    !numbers.every((value) => Number.isFinite(value) && Number.isFinite(Math.fround(value))) ||
    (over !== 'neurons' && over !== 'neighbours')
  ) {
    const way = 'Give a number that float32 holds, or { deviation, mean?, over?: neighbours or neurons }.';
    throw new ParameterRoleError(`parameter '${name}': got start ${shown(start)}. ${way}`);
  }
  const decays = rest.decays ?? defaults[per].decays;
  if (typeof decays !== 'boolean') {
    throw new ParameterRoleError(`parameter '${name}': got decays ${shown(decays)}, allowed are true and false.`);
  }
  return { per, start: typeof start === 'number' ? start : cleanStart(start), decays };
}

/** The same start, fields in a fixed order and nothing else. */
function cleanStart({ mean, deviation, over }: Exclude<Start, number>): Start {
  return { ...(mean === undefined ? {} : { mean }), deviation, ...(over === undefined ? {} : { over }) };
}

function shown(value: unknown): string {
  return shortened(typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? String(value)));
}

/** Values at which a law is tried: its start, or one deviation to both sides of its mean and the mean itself. */
export function trialValues({ start }: ParameterRole): readonly number[] {
  if (typeof start === 'number') return [start];
  const { mean = 0, deviation } = start;
  return [mean + deviation, mean - deviation, mean];
}
