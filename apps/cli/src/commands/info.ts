import { registeredBackends, selectBackend } from '@hkmem/backend';
import type { Command } from 'commander';
import { registerBackends } from '../backends/register.ts';
import { wasmFeatures } from '../backends/wasm-features.ts';
import { type Context, writeJson } from '../console/context.ts';
import { describeMachine, machineLine } from '../report/machine.ts';
import { plainTable } from '../report/table.ts';

/** What `hkmem info` finds out about one backend. */
interface BackendState {
  readonly name: string;
  readonly available: boolean;
  /** Instruction set, adapter and threads, or why it cannot run here. */
  readonly detail: string;
}

/** `hkmem info`: the machine, versions, and which backends run here. */
export function addInfo(program: Command, context: Context): void {
  program
    .command('info')
    .description('Show versions, the machine, and which backends run here and why the others do not.')
    .option('--json', 'write one JSON document to standard output')
    .action(async (flags: { readonly json?: boolean }) => {
      registerBackends();
      const backends: BackendState[] = [];
      for (const { name } of registeredBackends()) backends.push(await tryBackend(name));
      const auto = backends.find(({ available }) => available)?.name;
      const machine = describeMachine();
      const features = wasmFeatures();
      if (flags.json === true) return writeJson(context, { machine, backends, auto, wasm: features });
      const rows = backends.map(({ name, available, detail }) => [name, available ? 'works' : 'absent', detail]);
      const list = Object.entries(features).map(([name, there]) => `${name} ${there ? 'yes' : 'no'}`);
      context.stdout.write(
        `${machineLine(machine)}\n\n${plainTable({ columns: ['backend', 'here', ''], rows })}\n\n` +
          `auto takes: ${auto ?? 'none'}\nWebAssembly: ${list.join(', ')}\n`,
      );
    });
}

async function tryBackend(name: string): Promise<BackendState> {
  try {
    const { backend } = await selectBackend(name);
    const detail = backend.description;
    await backend.dispose();
    return { name, available: true, detail };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return {
      name,
      available: false,
      detail: message.replace(/^backend '\w+' is not available: /, '').replace(/ Available: [\w, ]+\.$/, ''),
    };
  }
}
