import { Arena } from '../expression/arena.ts';
import { readPostfix } from '../expression/postfix.ts';
import { textOf } from '../expression/text.ts';
import { builtInForms } from './built-in-forms.ts';
import type { CheckedForm } from './checked-form.ts';
import { type LagrangianLaw, lagrangianCache, lagrangianOf, usualStates } from './lagrangian-parts.ts';
import { type Formula, keyOf, type LawBase, type LawCache, type LawKind } from './law.ts';
import { lazyRecord } from './lazy-record.ts';
import { type LossLaw, lossCache, lossOf } from './loss-parts.ts';
import { type PairLaw, pairCache, pairOf, usualActivities } from './pair-parts.ts';

/**
 * The pointwise Lagrangians by the names of their activities (arXiv 2505.03648, threshold units), with `clip`, whose activity
 * is x limited to [0, 1], and `repu3`, of a dense memory. They are made when first read.
 */
export const lagrangianLaws: Readonly<Record<keyof typeof builtInForms.lagrangians, LagrangianLaw>> =
  /* @__PURE__ */ recordOf(builtInForms.lagrangians, (form) => {
    const options = { states: usualStates, nonConvex: false };
    return made('lagrangian', form, options, lagrangianCache, (base) => lagrangianOf(base, options, form.facts));
  });

/** The interactions phi(r) whose slope is A, or A + B f(r) (arXiv 2505.03648, Kuramoto memory); made when first read. */
export const interactionLaws: Readonly<Record<keyof typeof builtInForms.interactions, PairLaw>> =
  /* @__PURE__ */ recordOf(builtInForms.interactions, pairLawOf);

/** The couplings -w r gi gj with their ways to make w (arXiv 2505.03648, coupled memory); made when first read. */
export const couplingLaws: Readonly<Record<keyof typeof builtInForms.couplings, PairLaw>> = /* @__PURE__ */ recordOf(
  builtInForms.couplings,
  pairLawOf,
);

/** Losses of one output; made when first read. */
export const lossLaws: Readonly<Record<keyof typeof builtInForms.losses, LossLaw>> = /* @__PURE__ */ recordOf(
  builtInForms.losses,
  (form) => made('loss', form, {}, lossCache, (base) => lossOf(base, form.facts.finite)),
);

function pairLawOf(form: CheckedForm): PairLaw {
  const options = { activities: usualActivities };
  return made('pair', form, options, pairCache, (base) => pairOf(base, options, form.facts.finite));
}

/** The same object as the law that is made from the formula, if that is still at hand. */
function made<L extends LawBase>(
  kind: LawKind,
  { postfix, parameters, identity }: CheckedForm,
  options: Readonly<Record<string, unknown>>,
  cache: LawCache<L>,
  make: (base: Formula) => L,
): L {
  const arena = new Arena();
  const names = parameters.map(({ name }) => name);
  const value = readPostfix(arena, postfix, names);
  const formula = textOf(value);
  return cache.get(keyOf(kind, formula, parameters, options), () =>
    make({ formula, parameters, identity, arena, value }),
  );
}

function recordOf<Name extends string, Form, L>(
  forms: Readonly<Record<Name, Form>>,
  make: (form: Form) => L,
): Readonly<Record<Name, L>> {
  const makers = Object.entries<Form>(forms).map(([name, form]) => [name, () => make(form)]);
  return lazyRecord(Object.fromEntries(makers) as Record<Name, () => L>);
}
