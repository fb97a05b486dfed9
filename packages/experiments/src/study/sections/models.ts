import type { InteractionName } from '@hkmem/backend';
import type { ModelConfig } from '../../config/model-settings.ts';
import type { BaseConfig, CouplingConfig, GraphConfig, OptimiserConfig } from '../../config/settings.ts';
import { baseOf, judging, type StudySettings } from '../settings.ts';
import type { StudyRow, StudySection } from '../study.ts';

const graph = (neighbours: number): GraphConfig => ({
  kind: 'small-world',
  neighbours,
  rewiring: 1,
  count: 'one',
});
const additive: CouplingConfig = { kind: 'additive', alpha: -0.05, kappaH: 1, kappaK: 1 };

/** Without much decay the forces outgrow the steps of the training, and what is learned is not the flow's. */
function decaying(...paths: readonly string[]): OptimiserConfig {
  const groups = Object.fromEntries(paths.map((path) => [path, { weightDecay: 20 }]));
  return { kind: 'lion', rate: 4e-3, schedule: 'linear', weightDecay: 0, groups };
}

/** The other models of the authors' repository, which gives no numbers for them; `large` with those that take longest too. */
export function modelsSection(settings: StudySettings, large: boolean): StudySection {
  const { data, brief, modelUpdates } = settings;
  const parts = judging(brief);
  const oscillators = { dimension: 3, interaction: 'relu', omega: 'none' } as const;
  const common: ModelConfig = {
    task: 'classification',
    model: 'kuramoto',
    data,
    seed: 1,
    memory: { activation: 'relu', hidden: 100 },
    readout: 'reference',
    flow: baseOf(data, 1).flow,
    optimiser: decaying('kuramoto.A', 'kuramoto.B'),
    batch: 100,
    updates: modelUpdates,
  };
  const kuramoto = { ...common, graph: graph(150), oscillators };
  const row = (name: string, task: string, model: string, config: ModelConfig): StudyRow => ({
    labels: [task, model],
    works: [{ name: `models/${name}/seed1`, cell: { kind: 'model', config, ...parts } }],
  });
  const digits = (name: string, model: string, config: ModelConfig): StudyRow => row(name, 'digits', model, config);
  const turning = (interaction: InteractionName): ModelConfig => ({
    ...kuramoto,
    oscillators: { ...oscillators, interaction },
    ...((interaction === 'linear' || interaction === 'mlpShared') && { optimiser: decaying('kuramoto.A') }),
  });
  const threshold = {
    readout: 'threshold',
    optimiser: { kind: 'lion', rate: 8e-4, schedule: 'linear', weightDecay: 7 },
  } as const;
  const coupled: ModelConfig = { ...kuramoto, ...threshold, model: 'coupled', coupling: additive };
  const sum: ModelConfig = { ...common, ...threshold, task: 'addition', model: 'hopfield' };
  const layered: BaseConfig = { ...baseOf(data, 1), memory: { activation: 'relu', layers: [200, 100] } };
  return {
    id: 'models',
    title: 'The other models',
    about:
      'Trained as a whole. A Kuramoto memory sees the image on the sphere and is read by overlaps with a reference neuron, ' +
      'or of pairs; a coupled memory sees it in both kinds of units. Random rotations of a batch change no overlap. ' +
      'Addition: two images, the label is (a + b) mod 10.',
    columns: ['task', 'model'],
    rows: [
      digits('kuramoto/D3', 'Kuramoto, D = 3, relu, k = 150', kuramoto),
      digits('kuramoto/D5', 'Kuramoto, D = 5', { ...kuramoto, oscillators: { ...oscillators, dimension: 5 } }),
      digits('kuramoto/linear', 'Kuramoto, linear', turning('linear')),
      digits('kuramoto/sigmoid', 'Kuramoto, sigmoid', turning('sigmoid')),
      digits('kuramoto/tanh', 'Kuramoto, tanh', turning('tanh')),
      ...(large
        ? [
            digits('kuramoto/mlp', 'Kuramoto, one MLP times A', turning('mlpShared')),
            digits('kuramoto/k350', 'Kuramoto, k = 350', { ...kuramoto, graph: graph(350) }),
          ]
        : []),
      digits('kuramoto/pairs', 'Kuramoto, read by pairs', { ...kuramoto, readout: 'pairs' }),
      digits('kuramoto/rotations', 'Kuramoto, random rotations', { ...kuramoto, rotations: true }),
      digits('kuramoto/global', 'Kuramoto, global omega', {
        ...kuramoto,
        oscillators: { ...oscillators, omega: 'global' },
      }),
      digits('kuramoto/local', 'Kuramoto, local omega', {
        ...kuramoto,
        oscillators: { ...oscillators, omega: 'local' },
      }),
      digits('coupled', 'coupled, additive, D = 3', coupled),
      {
        labels: ['digits', 'hierarchical Hopfield, layers 784, 200, 100, 10'],
        works: [{ name: 'models/hierarchical/seed1', cell: { kind: 'base', config: layered, ...parts } }],
      },
      row('addition/hopfield', 'addition', 'Hopfield', sum),
      row('addition/kuramoto', 'addition', 'Kuramoto, D = 3', { ...kuramoto, task: 'addition' }),
      row('addition/coupled', 'addition', 'coupled, additive, D = 3', { ...coupled, task: 'addition' }),
    ],
  };
}
