import { RandomKey } from '@hkmem/backend';
import fc from 'fast-check';
import type { HostParameters } from '../src/layer/initialise.ts';
import { type LayerSpec, layerShapes } from '../src/layer/layer-spec.ts';

/** Any small layer. */
export const anyLayer: fc.Arbitrary<LayerSpec> = fc
  .record({
    n: fc.constantFrom(2, 3, 4),
    groups: fc.constantFrom(1, 2, 3),
    height: fc.integer({ min: 1, max: 4 }),
    width: fc.integer({ min: 1, max: 4 }),
    kernel: fc.constantFrom(0, 1, 3, 5),
    head: fc.nat(),
    gta: fc.boolean(),
    stimulus: fc.constantFrom('none', 'sandb', 'gn'),
    rotation: fc.constantFrom('none', 'identity', 'global', 'perPair'),
    project: fc.boolean(),
  })
  .map(({ n, groups, kernel, head, gta, stimulus, rotation, ...rest }) => {
    const channels = n * groups;
    const divisors = Array.from({ length: channels }, (_, i) => i + 1).filter((heads) => channels % heads === 0);
    const heads = divisors[head % divisors.length]!;
    return {
      ...rest,
      n,
      channels,
      connectivity:
        kernel > 0
          ? ({ kind: 'convolution', kernel } as const)
          : ({ kind: 'attention', heads, gta: gta && (channels / heads) % 2 === 0 } as const),
      // One place with two channels a group has no variance to speak of.
      stimulus: stimulus as LayerSpec['stimulus'],
      rotation: n % 2 === 0 ? (rotation as LayerSpec['rotation']) : 'none',
    };
  });

/** Parameters of a layer at random. */
export function randomParameters(spec: LayerSpec, key: RandomKey, size = 0.4): HostParameters {
  const entries = [...layerShapes(spec)].map(([name, shape]) => {
    const count = shape.reduce((product, extent) => product * extent, 1);
    return [
      name,
      {
        shape,
        data: key
          .fold(name)
          .normal(count)
          .map((value) => size * value),
      },
    ] as const;
  });
  return Object.fromEntries(entries);
}

/** A key for a test. */
export function keyOf(seed: number): RandomKey {
  return RandomKey.fromSeed(seed);
}
