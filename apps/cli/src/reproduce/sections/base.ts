import type { BaseConfig, MemoryConfig } from '../../config/settings.ts';
import { paperAccuracies } from '../../report/paper.ts';
import { baseOf, executionOf, paperOptimiser, type StudySettings } from '../settings.ts';
import type { StudyRow, StudySection } from '../study.ts';
import { perSeed } from './cells.ts';

/** A base memory with some settings changed. */
interface Variant {
  readonly name: string;
  readonly what: string;
  readonly change: Partial<BaseConfig>;
}

function dense(hidden: number): MemoryConfig {
  return { activation: 'relu', hidden };
}

function trained(rate: number, updates: number, weightDecay: number): Partial<BaseConfig> {
  return { updates, optimiser: { kind: 'lion', rate, schedule: 'linear', weightDecay } };
}

/** What may hold the accuracy where it is: one thing is changed at a time, then all that helped. */
const variants: readonly Variant[] = [
  { name: 'hidden0', what: 'no hidden units', change: { memory: dense(0) } },
  { name: 'hidden300', what: '300 hidden units', change: { memory: dense(300) } },
  { name: 'steps4', what: 'RK4 x 4 in training', change: { flow: { ...baseOf('mnist', 1).flow, steps: 4 } } },
  { name: 'long', what: '6,000 updates at rate 4e-4', change: trained(4e-4, 6000, 5) },
  {
    name: 'best',
    what: '400 hidden units, 9,000 updates',
    change: { ...trained(4e-4, 9000, 5), memory: dense(400) },
  },
];

function describe({ memory, updates, optimiser }: BaseConfig): string {
  const { rate, weightDecay } = optimiser;
  return `${memory.hidden} hidden units, ${updates.toLocaleString('en')} updates at rate ${rate}, decay ${weightDecay}`;
}

/** The base memory: as it works, as the paper describes it, and what holds its accuracy where it is. */
export function baseSection({ data, seeds, finer, describedUpdates }: StudySettings, explore: boolean): StudySection {
  const parts = { execution: executionOf(), finer };
  const cellOf = (config: BaseConfig) => ({ kind: 'base', config, ...parts }) as const;
  const paper = data === 'mnist' ? { paper: { accuracy: paperAccuracies.base } } : {};
  const rows: StudyRow[] = [
    {
      labels: [describe(baseOf(data, 1))],
      ...paper,
      works: perSeed('base/works', seeds, (seed) => cellOf(baseOf(data, seed))),
    },
  ];
  if (explore) {
    const described = { ...baseOf(data, 1), optimiser: paperOptimiser, updates: Math.max(describedUpdates, 9000) };
    rows.push({
      labels: ["the paper's: Lion 1e-4 x 0.5^(step/1000), no decay, 9,000 updates"],
      ...paper,
      works: [{ name: 'base/described/seed1', cell: cellOf(described) }],
    });
    for (const { name, what, change } of variants) {
      const config = { ...baseOf(data, 1), ...change };
      rows.push({ labels: [`the first, but ${what}`], works: [{ name: `base/${name}/seed1`, cell: cellOf(config) }] });
    }
  }
  return {
    id: 'base',
    title: 'Base memory',
    about:
      'A Hopfield memory of 784 pixels, hidden units and 10 classes, trained by the adjoint of its flow. All trainings ' +
      'here take few RK4 steps of random size; accuracies are by the adaptive solver.',
    columns: ['settings'],
    rows,
  };
}
