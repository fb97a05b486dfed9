import { globSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { useSoftwareDevice } from '@hkmem/vitest-preset/software-device';
import type { shareDevice } from '../../../../packages/backend-webgpu/src/device/shared-device.ts';
import { systemsOf } from '../conformance.ts';
import { messageOf, type Verdict } from '../kernels/verdict.ts';
import { kernelFiles } from '../mutants/find-mutants.ts';
import type { Mutant } from '../mutants/mutant.ts';
import { type KernelModules, mutantKernels, namesRead, usersOf } from '../shaders/mutant-kernels.ts';
import { MutantModules } from '../shaders/mutant-modules.ts';
import { type BackendClasses, type Fault, ShaderJudge } from '../shaders/shader-judge.ts';
import { serve } from './serve.ts';

const root = process.cwd();
const folder = 'packages/backend-webgpu/src/';
const url = pathToFileURL(`${root}/${folder}`).href;
const modules = new MutantModules(url, `${url}kernels/`, root);
const textOf = (file: string): string => readFileSync(`${root}/${file}`, 'utf8');
const kernels: KernelModules = {
  users: usersOf(kernelFiles(root, 'wgsl'), textOf),
  read: new Set(
    globSync(`${folder}{engine,device,cost}/*.ts`, { cwd: root }).flatMap((file) => namesRead(folder, textOf(file))),
  ),
};
const paths = ['device/webgpu-device.ts', 'engine/webgpu-engine.ts'];
let judge: ShaderJudge;

function classesOf([device, engine]: readonly Readonly<Record<string, unknown>>[]): BackendClasses {
  return {
    Device: device!['WebgpuDevice'] as BackendClasses['Device'],
    Engine: engine!['WebgpuEngine'] as BackendClasses['Engine'],
  };
}

/** Opens the device that serves all, and runs all systems on it without any fault. */
async function begin(beat: () => void): Promise<undefined> {
  await useSoftwareDevice();
  const [shared, ...own] = await modules.importClean(['device/shared-device.ts', ...paths]);
  const { device } = await (shared!['shareDevice'] as typeof shareDevice)(undefined);
  judge = await ShaderJudge.create(device.gpu, classesOf(own), systemsOf('wgsl'), beat);
}

/** By the kernels that it changes or, if it changes more than their texts, by the whole backend with it. */
async function faultOf(mutant: Mutant): Promise<Fault> {
  const { others, more } = await mutantKernels(modules, folder, kernels, mutant);
  if (more.size === 0) return { others };
  const classes = classesOf(await modules.import(paths, mutant));
  return { others, whole: { calls: new Set([...more, ...others.keys()]), classes } };
}

async function verdictOn(mutant: Mutant): Promise<Verdict> {
  try {
    return await judge.judge(mutant.file, await faultOf(mutant));
  } catch (error) {
    return { outcome: 'killed', by: messageOf(error) };
  }
}

serve(async ({ mutants }, tell) => {
  for (const mutant of mutants) {
    tell.begun(mutant);
    tell.verdict(mutant, await verdictOn(mutant));
  }
}, begin);
