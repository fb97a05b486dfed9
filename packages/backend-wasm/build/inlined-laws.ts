import {
  type Arena,
  assemblyScriptFunction,
  derivative,
  interactionLaws,
  lagrangianLaws,
  type Node,
} from '@hkmem/laws';

/** Laws whose formulas are compiled into the kernels' loops, in the order of their numbers; others are called by a table. */
export const inlinedLagrangians = ['relu', 'tanh', 'sigmoid', 'identity'] as const;
/** The same of interactions A + B f(r). */
export const inlinedInteractions = ['linear', 'relu', 'sigmoid', 'tanh'] as const;

/** An expression of a law. */
interface Form {
  readonly arena: Arena;
  readonly node: Node;
}

/** A function that is written once a law, and a choice among them by number. */
interface Choice {
  readonly name: string;
  readonly signature: string;
  readonly comment: string;
  /** Of each law in the order of numbers; undefined where it has none. */
  readonly forms: readonly (Form | undefined)[];
}

/** Where the elementary functions and multiply-adds come from, and their names there. */
const origins: Readonly<Record<string, readonly [file: string, name: string]>> = {
  madd: ['lanes', 'madd'],
  nmadd: ['lanes', 'nmadd'],
  logcosh: ['exponential', 'logCosh as logcosh'],
  ...Object.fromEntries(['exp', 'log', 'tanh', 'sigmoid', 'softplus'].map((name) => [name, ['exponential', name]])),
};

/** L, g and L'' of threshold units; an activity that is at hand is not computed again. */
export function lagrangiansSource(): string {
  const laws = inlinedLagrangians.map((name) => {
    const { arena, value, activity, slope } = lagrangianLaws[name];
    const [x, g, v] = ['x', 'g', 'v'].map((symbol) => arena.variable(symbol)) as [Node, Node, Node];
    const known = (node: Node): Node => (activity === x ? node : arena.substitute(node, new Map([[activity, g]])));
    return { arena, value: known(value), activity, slopeTimes: arena.node('mul', v, known(slope)) };
  });
  const forms = (part: 'value' | 'activity' | 'slopeTimes') =>
    laws.map((law) => ({ arena: law.arena, node: law[part] }));
  return source(inlinedLagrangians, { x: 'x', g: 'g', v: 'v' }, [
    { name: 'activityOf', signature: 'x: v128', comment: 'g = dL/dx.', forms: forms('activity') },
    {
      name: 'slopeTimes',
      signature: 'x: v128, g: v128, v: v128',
      comment: 'The diagonal of d2L/dx2 times v, at the activity g.',
      forms: forms('slopeTimes'),
    },
    {
      name: 'lagrangianOf',
      signature: 'x: v128, g: v128',
      comment: 'L(x), at the activity g.',
      forms: forms('value'),
    },
  ]);
}

/** phi, phi' = A + B y and phi'' of pairs, as kernels use them: -A and -B stand in the records, y = f(r) is shared. */
export function interactionsSource(): string {
  const laws = inlinedInteractions.map(interactionParts);
  const forms = (part: 'profile' | 'minusForce' | 'minusSlopeTimes' | 'energy'): Choice['forms'] =>
    laws.map(({ arena, [part]: node }) => (node === undefined ? undefined : { arena, node }));
  const record = (place: string): string => `v128.load32_splat(record, ${place})`;
  const inputs = { r: 'r', y: 'y', m: 'm', A: record('MINUS_A'), B: record('MINUS_B') };
  const choices: readonly Choice[] = [
    { name: 'profile', signature: 'r: v128', comment: 'What B multiplies in the force.', forms: forms('profile') },
    {
      name: 'minusForce',
      signature: 'record: usize, y: v128',
      comment: "-phi'(r), y being the profile at r.",
      forms: forms('minusForce'),
    },
    {
      name: 'minusSlopeTimes',
      signature: 'record: usize, r: v128, y: v128, m: v128',
      comment: "-m phi''(r).",
      forms: forms('minusSlopeTimes'),
    },
    { name: 'energyOf', signature: 'record: usize, r: v128', comment: 'phi(r).', forms: forms('energy') },
  ];
  return `import { MINUS_A, MINUS_B } from '../assembly/edges';\n${source(inlinedInteractions, inputs, choices)}`;
}

function interactionParts(name: (typeof inlinedInteractions)[number]) {
  const { arena, value, force } = interactionLaws[name];
  const [A, B] = ['A', 'B'].map((symbol) => arena.parameter(symbol)) as [Node, Node];
  const signs = new Map([A, B].map((node) => [node, arena.node('neg', node)] as const));
  const profile = derivative(arena, force, B);
  // Without B the derivative is the number 0.
  const profiled = profile.args.length > 0;
  const finished = (node: Node): Node => {
    const signed = arena.substitute(node, signs);
    return profiled ? arena.substitute(signed, new Map([[profile, arena.variable('y')]])) : signed;
  };
  const slopeTimes = arena.node('mul', arena.variable('m'), derivative(arena, force, arena.variable('r')));
  return {
    arena,
    profile: profiled ? profile : undefined,
    energy: arena.substitute(value, signs),
    minusForce: finished(arena.node('neg', force)),
    minusSlopeTimes: finished(arena.node('neg', slopeTimes)),
  };
}

/** A function and the numbers of the laws that share it. */
interface Shared {
  readonly text: string;
  readonly body: string;
  readonly name: string;
  readonly laws: readonly string[];
}

/** Constants of the laws' names, the functions of the laws, and the choices among them; 0 where a law has none. */
function source(
  names: readonly string[],
  inputs: Readonly<Record<string, string>>,
  choices: readonly Choice[],
): string {
  const used = new Set<string>();
  const parts = choices.map(({ name, signature, comment, forms }) => {
    const functions: Shared[] = [];
    names.forEach((law, k) => {
      const found = forms[k];
      if (found === undefined) return;
      const own = `${name}_${law}`;
      const { text, imports } = assemblyScriptFunction(found.arena, own, signature, found.node, inputs);
      for (const each of imports) used.add(each);
      const body = text.slice(text.indexOf('{'));
      const same = functions.findIndex((each) => each.body === body);
      const before = functions[same];
      if (before === undefined) functions.push({ text: text.replace('export ', ''), body, name: own, laws: [law] });
      else functions[same] = { ...before, laws: [...before.laws, law] };
    });
    const passed = signature.split(', ').map((each) => each.split(':')[0]);
    const complete = forms.every((form) => form !== undefined);
    const lines = functions.map((each, k) => {
      const call = `return ${each.name}(${passed.join(', ')});`;
      if (complete && k === functions.length - 1) return `  ${call}`;
      return `  if (${each.laws.map((law) => `kind == ${law.toUpperCase()}`).join(' || ')}) ${call}`;
    });
    const none = '  return f32x4.splat(0);';
    const body = complete ? ['  if (kind < 0) return f32x4.splat(0);', ...lines] : [...lines, none];
    const head = `/** ${comment} */\n// @ts-ignore: decorator\n@inline\nexport function ${name}(kind: i32, ${signature}): v128 {`;
    return [...functions.map(({ text }) => text), head, ...body, '}', ''].join('\n');
  });
  const imports = [...used].sort().map((name) => {
    const [file, imported] = origins[name]!;
    return `import { ${imported} } from '../assembly/${file}';`;
  });
  const constants = names.map((law, k) => `export const ${law.toUpperCase()}: i32 = ${k};`);
  return `${[...imports, ...constants, '', ...parts].join('\n')}`;
}
