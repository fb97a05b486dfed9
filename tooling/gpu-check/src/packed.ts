/** The entry of the packed program: its files lie in folders beside its own. */
import { runGpuCheck } from './command.ts';

try {
  process.exitCode = await runGpuCheck(process.argv.slice(2), {
    name: './gpu-check',
    assets: {
      weights: new URL('../weights/', import.meta.url),
      fixture: new URL('../fixtures/reference.json', import.meta.url),
      tfjs: new URL('../tfjs/', import.meta.url),
    },
    out: '.',
  });
} catch (error) {
  process.stderr.write(`${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}\n`);
  process.exitCode = 2;
}
