import type { OptimiserRule } from '@hkmem/backend';
import type { Launch } from '../launch/launcher.ts';
import type { ParameterStore } from './parameter-store.ts';

/** One step of a rule over a parameter; its gradient is up to date. */
export function optimiserLaunch(store: ParameterStore, path: string, rule: OptimiserRule): Launch {
  const { rate, beta1, beta2, weightDecay: decay } = rule;
  const work = { items: store.size(path), grain: 16384 };
  const block = {
    theta: store.pointer(path),
    gradient: store.gradientPointer(path),
    first: store.momentPointer(path, 'first'),
  };
  const floats = { rate, beta1, beta2, rest1: 1 - beta1, rest2: 1 - beta2, decay };
  if (rule.kind === 'lion') return { kernel: 'lion', ...work, block, floats };
  const corrections = { correction1: 1 / (1 - beta1 ** rule.step), correction2: 1 / (1 - beta2 ** rule.step) };
  return {
    kernel: 'adam',
    ...work,
    block: { ...block, second: store.momentPointer(path, 'second') },
    floats: { ...floats, epsilon: rule.epsilon, ...corrections },
  };
}
