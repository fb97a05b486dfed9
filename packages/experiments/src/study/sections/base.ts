import type { BaseConfig, MemoryConfig } from '../../config/settings.ts';
import { paperAccuracies } from '../paper.ts';
import { baseOf, judging, paperOptimiser, type StudySettings } from '../settings.ts';
import type { StudyRow, StudySection } from '../study.ts';
import { perSeed } from './cells.ts';

function dense(hidden: number): MemoryConfig {
  return { activation: 'relu', hidden };
}

function trained(rate: number, updates: number, weightDecay: number): Partial<BaseConfig> {
  return { updates, optimiser: { kind: 'lion', rate, schedule: 'linear', weightDecay } };
}

/** What may hold the accuracy where it is: hidden units, length with a smaller rate and less decay, then both. */
const variants: readonly (readonly [name: string, change: Partial<BaseConfig>])[] = [
  ['hidden0', { memory: dense(0) }],
  ['hidden300', { memory: dense(300) }],
  ['long', trained(4e-4, 6000, 5)],
  ['longer-hidden300', { ...trained(4e-4, 9000, 5), memory: dense(300) }],
];

function describe({ memory, updates, optimiser, flow }: BaseConfig): string {
  const { rate, weightDecay, schedule, halfEvery } = optimiser;
  const falling = schedule === 'exponential' ? ` x 0.5^(update/${halfEvery})` : ' falling to 0';
  return (
    `${memory.hidden} hidden units, ${updates.toLocaleString('en')} updates at rate ${rate}${falling}, decay ` +
    `${weightDecay}, ${flow.solver} x ${flow.steps}`
  );
}

/** The base memory: as it works, as the paper describes it, and what holds its accuracy where it is. */
export function baseSection({ data, seeds, judged, describedUpdates }: StudySettings, explore: boolean): StudySection {
  const cellOf = (config: BaseConfig) => ({ kind: 'base', config, ...judging(judged) }) as const;
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
      labels: [`the paper's: ${describe(described)}`],
      ...paper,
      works: [{ name: 'base/described/seed1', cell: cellOf(described) }],
    });
    for (const [name, change] of variants) {
      const config = { ...baseOf(data, 1), ...change };
      rows.push({ labels: [describe(config)], works: [{ name: `base/${name}/seed1`, cell: cellOf(config) }] });
    }
  }
  return {
    id: 'base',
    title: 'Base memory',
    about:
      'A Hopfield memory of pixels, hidden units and classes, trained by the adjoint of its flow with Lion. All trainings ' +
      'here take few steps of random size (docs/decisions/0006); accuracies are by the adaptive solver.',
    columns: ['settings'],
    rows,
  };
}
