import { couplingLaw, lagrangianLaws, pairLaw } from '@hkmem/laws';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { activationOf, activityNames, couplingKindOf, interactionOf, nameOrFormula } from './named-laws.ts';

test('a name stays a name, a formula becomes a law', () => {
  expect(activationOf('relu')).toBe('relu');
  expect(activationOf('clip')).toBe(lagrangianLaws.clip);
  expect(activationOf('(relu(x)^2 - relu(x - 1)^2) / 2')).toBe(lagrangianLaws.clip);
  expect(interactionOf('mlpShared')).toBe('mlpShared');
  expect(interactionOf('C * r^2 / 2; C: edge')).toBe(pairLaw('C * r^2 / 2', { C: 'edge' }));
  expect(couplingKindOf('network')).toBe('network');
  expect(couplingKindOf('-w * r * tanh(gi * gj); w: edge')).toBe(couplingLaw('-w * r * tanh(gi * gj)', { w: 'edge' }));
});

test('a wrong name is answered as before, with the names there are; a wrong formula with what is wrong in it', () => {
  const problem = (schema: z.ZodString, text: string): string | undefined => {
    return schema
      .safeParse(text)
      .error?.issues.map(({ message }) => message)
      .join();
  };
  const activity = nameOrFormula(activityNames, 'lagrangian');
  expect(problem(activity, 'relu')).toBeUndefined();
  expect(problem(activity, 'x^2 / 2')).toBeUndefined();
  expect(problem(activity, 'rellu')).toBe(z.enum(activityNames).safeParse('rellu').error!.issues[0]!.message);
  expect(problem(activity, 'log_cosh(x)')).toMatch(/'log_cosh' is not known.*Did you mean 'logcosh'/);
  expect(problem(activity, '-x^2')).toMatch(/is below 0/);
  const interaction = nameOrFormula(['linear'], 'pair', false);
  expect(problem(interaction, 'C * r')).toMatch(/'C' is not known.*A parameter needs a role/);
  expect(problem(interaction, '-r * gi * gj')).toMatch(/make it a coupling/);
  expect(problem(nameOrFormula(['network'], 'pair', true), 'r^2')).toMatch(/should read gi and gj/);
  expect(problem(interaction, 'C * r; C: edge, D')).toMatch(/'D' is no role/);
});
