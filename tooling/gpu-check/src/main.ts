/** `npx -y pnpm@12 gpu-check`: the check from this tree, or with `--pack FOLDER` the folder that runs without it. */
import { fileURLToPath } from 'node:url';
import { type Place, runGpuCheck } from './command.ts';

const root = new URL('../../../', import.meta.url);
const place: Place = {
  name: 'gpu-check',
  assets: {
    weights: new URL('apps/demo/public/weights/', root),
    fixture: new URL('tooling/fixtures/data/reference.json', root),
  },
  out: fileURLToPath(new URL('runs/gpu-check', root)),
  extend: (command) => {
    command
      .command('pack <folder>')
      .description('writes a folder that runs the check on a machine without Node, registry or network')
      .action(async (folder: string) => {
        const { packFolder } = await import('./pack/pack.ts');
        await packFolder(folder, (line) => process.stdout.write(`${line}\n`));
      });
  },
};

try {
  process.exitCode = await runGpuCheck(process.argv.slice(2), place);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}\n`);
  process.exitCode = 2;
}
