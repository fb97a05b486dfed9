import type { Node } from '../../expression/expression.ts';
import type { LagrangianLaw } from '../../law/lagrangian-parts.ts';
import { programOf } from '../../program/program.ts';
import { FunctionCode, type Local } from './code.ts';
import { assemble, type ModuleDraft, type ModuleOptions } from './module.ts';
import { vectorProgram } from './vector-program.ts';

const wordBytes = 4;
const vectorBytes = 16;

/**
 * A module for a Lagrangian over rows of threshold units, one tile of four samples: vectors [neurons][4]. `bytes` is the
 * row's length, `count` how many lanes hold samples; `parameters` points to one pointer per parameter of the law, to a
 * float32 per neuron of the row or to one for all of it.
 * - `activity(x, g, bytes, count, parameters)`: g = L'(x), 0 in lanes without a sample.
 * - `activityVjp(x, dg, u, out, bytes, parameters, gradients)`: out = L''(x) dg - u; `gradients` points to one pointer per
 *   parameter, to a row that takes dg times dg/dtheta of every unit, or is 0.
 * - `lagrangian(x, out, bytes, parameters)`: out = L(x).
 */
export function unitModule(law: LagrangianLaw, options: ModuleOptions): Uint8Array<ArrayBuffer> {
  return assemble(options, (draft) => ({
    activity: activityRow(law, draft),
    activityVjp: vjpRow(law, draft),
    lagrangian: lagrangianRow(law, draft),
  }));
}

/** Pointers to parameters per neuron, vectors of the others; what pushes one of unit k, and what moves on to the next unit. */
function parameterReader(
  law: LagrangianLaw,
  code: FunctionCode,
  table: Local,
): { push(name: string): void; next(): void } {
  const places = law.parameters.map(({ per }, k) => {
    code.get(table).loadI32(wordBytes * k);
    const local = code.local(per === 'neuron' ? 'i32' : 'v128');
    if (per !== 'neuron') code.loadSplat();
    code.set(local);
    return local;
  });
  return {
    push(name) {
      const place = places[law.parameters.findIndex((parameter) => parameter.name === name)]!;
      code.get(place);
      if (place.type === 'i32') code.loadSplat();
    },
    next() {
      for (const place of places) if (place.type === 'i32') code.advance(place, wordBytes);
    },
  };
}

/** Writes a loop over the units of a row that starts at x. */
function overUnits(
  law: LagrangianLaw,
  draft: ModuleDraft,
  code: FunctionCode,
  [x, bytes, table]: readonly [Local, Local, Local],
  outputs: readonly Node[],
  body: (results: readonly Local[]) => void,
): void {
  const end = code.local('i32');
  const value = code.local('v128');
  const parameters = parameterReader(law, code, table);
  const program = programOf(law.arena, outputs, 'float32');
  const leaf = ({ operation, name }: Node): void => {
    if (operation === 'parameter') parameters.push(name!);
    else code.get(value);
  };
  const perNeuron = new Set(law.parameters.filter(({ per }) => per === 'neuron').map(({ name }) => name));
  const rounds = vectorProgram(code, draft, program, leaf, ({ operation, name }) => {
    return operation === 'parameter' && !perNeuron.has(name!);
  });
  code.get(x).get(bytes).addI32().set(end);
  rounds.before();
  code.whileBelow(x, end, () => {
    code.get(x).load().set(value);
    body(rounds.body());
    parameters.next();
    code.advance(x, vectorBytes);
  });
}

function activityRow(law: LagrangianLaw, draft: ModuleDraft): FunctionCode {
  const code = new FunctionCode(['i32', 'i32', 'i32', 'i32', 'i32']);
  const [x, g, bytes, count, table] = code.parameters as readonly [Local, Local, Local, Local, Local];
  const mask = code.local('v128');
  code.wholeVector(0, 1, 2, 3).get(count).simd('i32x4.splat').simd('i32x4.lt_s').set(mask);
  overUnits(law, draft, code, [x, bytes, table], [law.activity], ([activity]) => {
    code.get(g).get(activity!).get(mask).simd('v128.and').store().advance(g, vectorBytes);
  });
  return code;
}

function vjpRow(law: LagrangianLaw, draft: ModuleDraft): FunctionCode {
  const code = new FunctionCode(['i32', 'i32', 'i32', 'i32', 'i32', 'i32', 'i32']);
  const [x, dg, u, out, bytes, table, gradients] = code.parameters as readonly [
    Local,
    Local,
    Local,
    Local,
    Local,
    Local,
    Local,
  ];
  const cotangent = code.local('v128');
  const targets = law.parameters.map(() => code.local('i32'));
  code.ifSet(gradients, () => {
    targets.forEach(
      (target, k) =>
        void code
          .get(gradients)
          .loadI32(wordBytes * k)
          .set(target),
    );
  });
  overUnits(law, draft, code, [x, bytes, table], [law.slope, ...law.parameterSlopes], ([slope, ...slopes]) => {
    code.get(dg).load().set(cotangent);
    code.get(out).get(slope!).get(cotangent).simd('f32x4.mul').get(u).load().simd('f32x4.sub').store();
    code.ifSet(gradients, () => {
      targets.forEach((target, k) => {
        code.get(target).get(slopes[k]!).get(cotangent).simd('f32x4.mul').store();
        code.advance(target, vectorBytes);
      });
    });
    for (const pointer of [dg, u, out]) code.advance(pointer, vectorBytes);
  });
  return code;
}

function lagrangianRow(law: LagrangianLaw, draft: ModuleDraft): FunctionCode {
  const code = new FunctionCode(['i32', 'i32', 'i32', 'i32']);
  const [x, out, bytes, table] = code.parameters as readonly [Local, Local, Local, Local];
  overUnits(law, draft, code, [x, bytes, table], [law.value], ([value]) => {
    code.get(out).get(value!).store().advance(out, vectorBytes);
  });
  return code;
}
