/** Work on a device that can be done again. */
export interface DeviceWork {
  run(): Promise<unknown>;
  release(): void;
}

const lanes = 256;
/** Workgroups of one row of a dispatch, below the guaranteed limit. */
const mostGroups = 32768;

/** Copies a buffer of so many bytes into another. */
export function copyKernel(device: GPUDevice, bytes: number): DeviceWork {
  const vectors = Math.floor(bytes / 16);
  const groups = Math.ceil(vectors / lanes);
  const rows = Math.ceil(groups / mostGroups);
  const columns = Math.min(groups, mostGroups);
  const code = `
@group(0) @binding(0) var<storage, read> source: array<vec4<f32>>;
@group(0) @binding(1) var<storage, read_write> target_: array<vec4<f32>>;
@compute @workgroup_size(${lanes})
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let n = id.y * ${columns * lanes}u + id.x;
  if (n < ${vectors}u) { target_[n] = source[n] + vec4<f32>(1.0); }
}`;
  const size = 16 * vectors;
  const buffers = [0, 1].map(() => device.createBuffer({ size, usage: GPUBufferUsage.STORAGE }));
  return pass(device, code, buffers, (encoder) => encoder.dispatchWorkgroups(columns, rows));
}

/** Eight independent sums of vectors an invocation; `operations` in all. */
export function multiplyKernel(device: GPUDevice, invocations: number): DeviceWork & { readonly operations: number } {
  const [sums, rounds] = [8, 512];
  const names = Array.from({ length: sums }, (_, n) => `a${n}`);
  const code = `
@group(0) @binding(0) var<storage, read_write> result: array<f32>;
@compute @workgroup_size(${lanes})
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let factor = vec4<f32>(0.999 + 1e-9 * f32(id.x));
  let addend = vec4<f32>(0.001);
${names.map((name, n) => `  var ${name} = vec4<f32>(f32(id.x + ${n}u));`).join('\n')}
  for (var n = 0u; n < ${rounds}u; n++) {
${names.map((name) => `    ${name} = fma(${name}, factor, addend);`).join('\n')}
  }
  let sum = ${names.join(' + ')};
  result[id.x] = sum.x + sum.y + sum.z + sum.w;
}`;
  const buffer = device.createBuffer({ size: 4 * invocations, usage: GPUBufferUsage.STORAGE });
  const work = pass(device, code, [buffer], (encoder) => encoder.dispatchWorkgroups(invocations / lanes));
  return { ...work, operations: invocations * rounds * sums * 4 * 2 };
}

/** Dispatches of one invocation that writes a number, so many in one pass. */
export function emptyKernel(device: GPUDevice, count: number): DeviceWork {
  const code = `
@group(0) @binding(0) var<storage, read_write> result: array<f32>;
@compute @workgroup_size(1) fn main() { result[0] = 1.0; }`;
  const buffer = device.createBuffer({ size: 4, usage: GPUBufferUsage.STORAGE });
  return pass(device, code, [buffer], (encoder) => {
    for (let n = 0; n < count; n++) encoder.dispatchWorkgroups(1);
  });
}

function pass(
  device: GPUDevice,
  code: string,
  buffers: readonly GPUBuffer[],
  dispatch: (encoder: GPUComputePassEncoder) => void,
): DeviceWork {
  const module = device.createShaderModule({ code });
  const pipeline = device.createComputePipeline({ layout: 'auto', compute: { module, entryPoint: 'main' } });
  const entries = buffers.map((buffer, binding) => ({ binding, resource: { buffer } }));
  const group = device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries });
  return {
    run: () => {
      const encoder = device.createCommandEncoder();
      const compute = encoder.beginComputePass();
      compute.setPipeline(pipeline);
      compute.setBindGroup(0, group);
      dispatch(compute);
      compute.end();
      device.queue.submit([encoder.finish()]);
      return device.queue.onSubmittedWorkDone();
    },
    release: () => {
      for (const buffer of buffers) buffer.destroy();
    },
  };
}
