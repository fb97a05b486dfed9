import { type ImageDataset, type SphereStatistics, sphereStatistics } from '@hkmem/datasets';

const known = new WeakMap<ImageDataset, SphereStatistics>();

/** The statistics of a data set's sphere encoding, over both splits; computed once. */
export function statisticsOf(dataset: ImageDataset): SphereStatistics {
  const statistics = known.get(dataset) ?? sphereStatistics([dataset.train, dataset.test]);
  known.set(dataset, statistics);
  return statistics;
}
