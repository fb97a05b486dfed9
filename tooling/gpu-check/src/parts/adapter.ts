import { describeAdapters } from '@hkmem/backend-webgpu';
import { diagnose } from '../run/diagnose.ts';
import type { Part, PartContext } from '../run/part.ts';

/** Names the adapters that WebGPU offers, with limits and features. @throws {NoGpuError} (rejects) if there are none. */
export const adapterPart: Part = {
  id: 'adapter',
  title: 'Adapters',
  share: 0.04,
  columns: ['software', 'variants', 'features', 'limits'],
  note: 'The first one is used unless a variant is named. Limits are those that WebGPU grants.',
  run: async ({ report }: PartContext) => {
    const { adapters, absence } = await describeAdapters();
    if (absence !== undefined) throw diagnose(absence);
    for (const { name, software, variants, features, limits } of adapters) {
      report({
        what: name,
        result: 'told',
        values: {
          software: software ? 'yes' : 'no',
          variants: variants.join(', '),
          features: features.join(', '),
          limits: Object.entries(limits)
            .map(([limit, value]) => `${limit} ${value}`)
            .join(', '),
        },
      });
    }
  },
};
