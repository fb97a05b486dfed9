import { useSoftwareDevice } from '@hkmem/vitest-preset/software-device';
import { create, globals } from 'webgpu';

/** The one entry of the process; it must never be collected, as `webgpu` goes on to use it. */
const kept = globalThis as { [entry]?: GPU };
const entry = Symbol.for('@hkmem/backend-webgpu entry');

/** A device, or why there is none. */
export async function openDevice(): Promise<GPUDevice | string> {
  await useSoftwareDevice();
  if (process.env['VK_ICD_FILENAMES'] === undefined)
    return 'no Vulkan driver is named in VK_ICD_FILENAMES, and SwiftShader is not installed';
  for (const [name, value] of Object.entries(globals)) {
    if (!(name in globalThis)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  kept[entry] ??= create([]);
  const adapter = await kept[entry].requestAdapter();
  return adapter === null ? 'WebGPU has no adapter here' : adapter.requestDevice();
}

/** Runs WGSL with entry point `main`, storage buffers `inputs` (0, read) and `outputs` (1, written); gives the outputs. */
export async function runShader(
  device: GPUDevice,
  code: string,
  inputs: Float32Array<ArrayBuffer>,
  outputs: number,
  workgroups: number,
): Promise<Float32Array> {
  const module = device.createShaderModule({ code });
  const { messages } = await module.getCompilationInfo();
  const wrong = messages.filter(({ type }) => type === 'error');
  if (wrong.length > 0) throw new Error(wrong.map(({ message, lineNum }) => `${lineNum}: ${message}`).join('\n'));
  const pipeline = await device.createComputePipelineAsync({ layout: 'auto', compute: { module, entryPoint: 'main' } });
  const buffer = (size: number, usage: number): GPUBuffer => device.createBuffer({ size, usage });
  const source = buffer(inputs.byteLength, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST);
  const target = buffer(4 * outputs, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC);
  const staging = buffer(4 * outputs, GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST);
  device.queue.writeBuffer(source, 0, inputs);
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  const entries = [source, target].map((each, binding) => ({ binding, resource: { buffer: each } }));
  pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }));
  pass.dispatchWorkgroups(workgroups);
  pass.end();
  encoder.copyBufferToBuffer(target, 0, staging, 0, 4 * outputs);
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(GPUMapMode.READ);
  const result = new Float32Array(staging.getMappedRange().slice(0));
  for (const each of [source, target, staging]) each.destroy();
  return result;
}
