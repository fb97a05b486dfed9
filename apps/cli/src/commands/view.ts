import type { Command } from 'commander';
import { wholeNumber } from '../config/flags.ts';
import type { Context } from '../console/context.ts';
import { UsageError } from '../console/errors.ts';
import { stoppingAfter } from '../console/interrupt.ts';
import { exportView } from '../view/export-view.ts';
import { openRoots } from '../view/open-roots.ts';
import { pageFiles } from '../view/page-files.ts';
import { RunIndex } from '../view/run-index.ts';
import { serveView } from '../view/view-server.ts';

interface ViewFlags {
  readonly port?: string;
  readonly export?: string;
}

/** `hkmem view`: a page over run folders, on this machine alone, or as a folder to share. */
export function addView(program: Command, context: Context): void {
  program
    .command('view')
    .description('Show run folders in a local page, also while they run, or write the page as a folder to share.')
    .argument('[runs...]', 'folders that hold run folders, or run folders', ['runs'])
    .option('--port <n>', 'port of the page (default: one that is free)')
    .option('--export <folder>', 'write the page of what is there now to a new folder, which opens without a server')
    .addHelpText(
      'after',
      '\nThe page is served to this machine alone (127.0.0.1), asks nothing of the network, and writes nothing. It shows curves\n' +
        'as they grow, several runs over each other, settings side by side, tables over any two settings, figures, energies,\n' +
        'recalled digits and cost; its address keeps what is seen. Ctrl+C ends it.\n' +
        '  hkmem view                                  the folder runs\n' +
        '  hkmem view runs more/runs --export shared   shared/index.html, to open or to put on any server',
    )
    .action(async (folders: readonly string[], flags: ViewFlags) => {
      if (flags.export !== undefined && flags.port !== undefined) {
        throw new UsageError('--export writes a folder and serves no page; leave out --port');
      }
      const port = flags.port === undefined ? 0 : wholeNumber('--port', flags.port, 1, 65_535);
      const index = new RunIndex(await openRoots(folders));
      const page = await pageFiles();
      if (flags.export !== undefined) {
        context.sayOnInterrupt(stoppingAfter('file'));
        const { entries, bytes } = await exportView(index, page, flags.export, context.interrupt);
        context.stdout.write(`written: ${flags.export}, ${entries} runs, ${(bytes / 1e6).toFixed(1)} MB\n`);
        return;
      }
      context.sayOnInterrupt('the page is closed');
      const server = await serveView(index, page, { port });
      context.stdout.write(`${server.address}\n`);
      context.stderr.write('Open this address in a browser of this machine; Ctrl+C ends the page.\n');
      await aborted(context.interrupt);
      await server.close();
    });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
