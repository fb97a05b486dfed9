import { dataNames, isSettings, type Settings } from '@hkmem/experiments';
import { RunFolderError, type RunPolicy, readConfig } from '@hkmem/sweep';
import { type Command, Option } from 'commander';
import { wholeNumber } from '../config/flags.ts';
import { UsageError } from '../console/errors.ts';
import type { CommandOptions } from '../session/command-session.ts';

/** Values of the flags that most commands share, as commander gives them. */
export interface CommonFlags {
  readonly backend: string;
  readonly workers?: string;
  readonly dataDir?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly out: string;
  readonly config?: string;
  readonly seed?: string;
  readonly resume?: boolean | string;
  readonly fresh?: boolean;
}

/** `--backend`, `--workers`. */
export function addBackendOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--backend <name>', 'where to compute; auto takes the fastest that works here')
        .choices(['auto', 'wasm', 'webgpu', 'cpu'])
        .default('auto'),
    )
    .option('--workers <n>', 'threads of the wasm backend, 1 for no pool (default: number of cores)');
}

/** `--data-dir`. The data set itself is a setting. */
export function addDataDirectory(command: Command): Command {
  return command.option('--data-dir <folder>', 'folder with the IDX files of the data set, plain or .gz, or of images');
}

/** `--json`, `--quiet`. */
export function addOutputOptions(command: Command): Command {
  return command
    .option('--json', 'write one JSON document to standard output, and nothing else there')
    .option('--quiet', 'show no progress on standard error');
}

/** `--out`, `--config`, `--resume`, `--fresh`. */
export function addRunOptions(command: Command): Command {
  return command
    .option('--out <folder>', 'where run folders go', 'runs')
    .option('--config <file>', 'settings in JSON or YAML; flags win over them')
    .option(
      '--resume [folder]',
      'fail unless there is an unfinished run to go on with: of these settings, or in a folder, whose settings it takes',
    )
    .option('--fresh', 'throw away what the run folder holds and begin anew');
}

/** The data sets, for help. */
export const dataHelp: string =
  `${dataNames.slice(0, 2).join(' or ')}; glyphs (ten drawn digits) for a try in seconds; images or images:28x28 for PNG ` +
  'files in --data-dir, one folder a class';

/** @throws {UsageError} if the number of workers is none, or flags contradict each other. */
export function sessionOptions(flags: CommonFlags): CommandOptions {
  const workers = flags.workers === undefined ? undefined : wholeNumber('--workers', flags.workers);
  if (flags.resume !== undefined && flags.fresh === true) {
    throw new UsageError('--resume and --fresh contradict each other; give one of them');
  }
  return { backend: flags.backend, workers, dataDirectory: flags.dataDir, quiet: flags.quiet === true };
}

/** How to treat what run folders hold. */
export function policyOf({ resume, fresh }: CommonFlags): RunPolicy {
  return {
    ...(fresh === true && { fresh }),
    ...(resume !== undefined && { resume: true }),
    ...(typeof resume === 'string' && { folder: resume }),
  };
}

/** The settings of the run that is to go on, where `--resume` names its folder. @throws {RunFolderError} */
export async function resumedSettings({ resume }: CommonFlags): Promise<Settings | undefined> {
  if (typeof resume !== 'string') return undefined;
  const config = await readConfig(resume);
  if (isSettings(config)) return config;
  throw new RunFolderError(`nothing to resume: '${resume}' is no run folder, it has no config.json.`);
}
