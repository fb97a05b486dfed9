import { runCommand } from './command.ts';
import { runSolverCommand } from './solvers/command.ts';

try {
  const [first, ...rest] = process.argv.slice(2);
  process.exitCode = first === 'solvers' ? await runSolverCommand(rest) : await runCommand(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
