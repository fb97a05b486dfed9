/** What makes pipelines on a device, each from a description. */
const makers = ['createBindGroupLayout', 'createPipelineLayout', 'createShaderModule', 'createComputePipeline'] as const;

/**
 * Keeps what a device makes of a description, for all who describe the same: engines with a fault in one shader share
 * all others with those before them, whose compilation takes a software device longer than all else.
 */
export function keepPipelines(device: GPUDevice): void {
  const names = new Map<object, string>();
  const describe = (description: unknown): string => {
    return JSON.stringify(description, (_, value: unknown) => {
      return (typeof value === 'object' && value !== null && names.get(value)) || value;
    });
  };
  for (const maker of makers) {
    const make = device[maker].bind(device) as (description: unknown) => object;
    const kept = new Map<string, object>();
    Object.defineProperty(device, maker, {
      value: (description: unknown): object => {
        const key = describe(description);
        const known = kept.get(key);
        if (known !== undefined) return known;
        const made = make(description);
        kept.set(key, made);
        names.set(made, `${maker} ${kept.size}`);
        return made;
      },
    });
  }
}
