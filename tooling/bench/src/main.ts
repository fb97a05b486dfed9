import { runCommand } from './command.ts';
import { runGraphCommand } from './graphs/command.ts';
import { runGuardCommand } from './guards/command.ts';
import { runLawCommand } from './laws/command.ts';
import { runPeerCommand } from './peers/command.ts';
import { restTrial, trialTable } from './rest/trial.ts';
import { gradientTable, gradientTrial } from './rest-gradients/trial.ts';
import { runSolverCommand } from './solvers/command.ts';

try {
  const [first, ...rest] = process.argv.slice(2);
  if (first === 'rest') {
    const rows = await restTrial(6, [100, 784], 1000, (line) => process.stderr.write(`${line}\n`));
    process.stdout.write(`${trialTable(rows)}\n`);
  } else if (first === 'rest-gradients') {
    const rows = await gradientTrial(120, (line) => process.stderr.write(`${line}\n`));
    process.stdout.write(`${gradientTable(rows)}\n`);
  } else {
    const commands = {
      solvers: runSolverCommand,
      laws: runLawCommand,
      graphs: runGraphCommand,
      guards: runGuardCommand,
      peers: runPeerCommand,
    };
    const named = Object.entries(commands).find(([name]) => name === first)?.[1];
    process.exitCode = named === undefined ? await runCommand(process.argv.slice(2)) : await named(rest);
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
