import { registeredBackends, selectBackend } from '@hkmem/backend';
import type { AdapterDescription, AdapterReport } from '@hkmem/backend-webgpu';
import {
  describeMachine,
  describeStored,
  machineLine,
  messageOf,
  plainTable,
  readMemory,
  registerBackends,
  wasmFeatures,
} from '@hkmem/sweep';
import type { Command } from 'commander';
import { type Context, writeJson } from '../console/context.ts';
import { memoryReport } from '../report/memory-report.ts';
import { readStored } from './show-stored.ts';

/** What `hkmem info` finds out about one backend. */
interface BackendState {
  readonly name: string;
  readonly available: boolean;
  /** Whether it is a GPU emulated on the processor. */
  readonly software: boolean;
  /** Instruction set, adapter and threads, or why it cannot run here. */
  readonly detail: string;
}

/** Limits that decide what fits, in the order shown; `--json` gives all. */
const shownLimits = [
  'maxBufferSize',
  'maxStorageBufferBindingSize',
  'maxStorageBuffersPerShaderStage',
  'maxComputeWorkgroupsPerDimension',
  'maxComputeWorkgroupStorageSize',
  'maxComputeInvocationsPerWorkgroup',
] as const;

/** `hkmem info`: the machine, versions, GPU adapters, and which backends run here; or a memory and what it promises. */
export function addInfo(program: Command, context: Context): void {
  program
    .command('info')
    .description(
      'Show versions, the machine, GPU adapters, which backends run here, and what auto takes and why; of a memory, its ' +
        'system, its parameters, and whether its energy has a floor.',
    )
    .argument('[file]', 'weights.safetensors of a run, or a file of hkmem store')
    .option('--json', 'write one JSON document to standard output')
    .action(async (file: string | undefined, flags: { readonly json?: boolean }) => {
      if (file !== undefined) {
        const stored = await readStored(file);
        if (stored !== undefined) {
          const { rule, names, height, width } = stored;
          if (flags.json === true) writeJson(context, { rule, names, height, width });
          else context.stdout.write(`${describeStored(stored)}: ${names.join(', ')}\n`);
          return;
        }
        const { json, text } = memoryReport(await readMemory(file));
        if (flags.json === true) writeJson(context, json);
        else context.stdout.write(text);
        return;
      }
      registerBackends();
      const backends: BackendState[] = [];
      for (const { name } of registeredBackends()) backends.push(await tryBackend(name));
      // As `selectBackend('auto')` decides, which would start all of them again.
      const at = backends.findIndex(({ available, software }) => available && !software);
      const auto = backends[at]?.name ?? 'none';
      const rejected = backends.slice(0, at < 0 ? undefined : at).map(({ name, software, detail }) => {
        return { name, reason: software ? `${detail}: a GPU emulated on the processor is slower` : detail };
      });
      const { adapters } = await gpuAdapters();
      const machine = describeMachine();
      const wasm = wasmFeatures();
      if (flags.json === true) {
        return writeJson(context, { machine, backends, auto, rejected, adapters, wasm });
      }
      const rows = backends.map(({ name, available, detail }) => [name, available ? 'works' : 'absent', detail]);
      const passed = rejected.map(({ name, reason: why }) => `  not ${name}: ${why}\n`).join('');
      const list = Object.entries(wasm).map(([name, there]) => `${name} ${there ? 'yes' : 'no'}`);
      context.stdout.write(
        `${machineLine(machine)}\n\n${plainTable({ columns: ['backend', 'here', ''], rows })}\n\n` +
          `auto takes: ${auto}${at < 0 ? '' : ', the first that works here'}\n${passed}WebAssembly: ${list.join(', ')}\n` +
          `GPU adapters: ${adapters.length === 0 ? 'none' : ''}\n${adapters.map(describeAdapter).join('')}`,
      );
    });
}

function describeAdapter({ name, software, variants, limits, features }: AdapterDescription): string {
  const known = shownLimits.flatMap((limit) => (limits[limit] === undefined ? [] : [`${limit} ${limits[limit]}`]));
  return (
    `  ${name}${software ? ' (software, on the processor)' : ''}: ${variants.join(', ')}\n` +
    `    limits: ${known.join(', ')}\n    features: ${features.join(', ')}\n`
  );
}

/** The adapters of WebGPU; the package loads when they are asked for. */
async function gpuAdapters(): Promise<AdapterReport> {
  const { describeAdapters } = await import('@hkmem/backend-webgpu');
  return describeAdapters();
}

async function tryBackend(name: string): Promise<BackendState> {
  try {
    const { backend } = await selectBackend(name);
    const { description: detail, software = false } = backend;
    await backend.dispose();
    return { name, available: true, software, detail };
  } catch (error) {
    const message = messageOf(error);
    return {
      name,
      available: false,
      software: false,
      detail: message.replace(/^backend '\w+' is not available: /, '').replace(/ Available: [\w, ]+\.$/, ''),
    };
  }
}
