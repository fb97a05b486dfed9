import type { OptimiserRule } from '@hkmem/backend';
import type { Launch } from '../launch/launcher.ts';
import type { ParameterStore } from './parameter-store.ts';

/** One step of a rule over a parameter; its gradient is up to date. */
export function optimiserLaunch(store: ParameterStore, path: string, rule: OptimiserRule): Launch {
  const { rate, beta1, beta2, weightDecay } = rule;
  const words = [store.pointer(path), store.gradientPointer(path), store.momentPointer(path, 'first')];
  const means = [rate, beta1, beta2, 1 - beta1, 1 - beta2];
  const shared = { items: store.size(path), grain: 16384 };
  if (rule.kind === 'lion') return { kernel: 'lion', ...shared, words, floats: [...means, weightDecay] };
  const corrections = [1 / (1 - beta1 ** rule.step), 1 / (1 - beta2 ** rule.step)];
  return {
    kernel: 'adam',
    ...shared,
    words: [...words, store.momentPointer(path, 'second')],
    floats: [...means, rule.epsilon, weightDecay, ...corrections],
  };
}
