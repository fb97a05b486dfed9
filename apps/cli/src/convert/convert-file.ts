import { stat } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { type Graph, HkmemError } from '@hkmem/backend';
import { ConfigError, InputFileError, sha256 } from '@hkmem/experiments';
import {
  decodeText,
  describeTensor,
  type FileFormat,
  fileFormats,
  makeFolder,
  type ReadOptions,
  readContent,
  readInput,
  writeAtomically,
} from '@hkmem/sweep';
import { decodeCheckpoint } from '@hkmem/training';
import { type EdgeTable, readEdgeTable } from '@hkmem/training/formats';
import { UsageError } from '../console/errors.ts';
import { type BaseMemory, memoryFromEqx, memoryToEqx } from './eqx-memory.ts';
import type { SystemFlags } from './system-form.ts';
import { type WriteOptions, writeContent } from './write-content.ts';

/** What to convert into what. */
export interface Conversion extends ReadOptions, WriteOptions {
  readonly input: string;
  readonly output: string;
  /** By the ending of the file if absent. */
  readonly from?: FileFormat | undefined;
  readonly to?: FileFormat | undefined;
  /** Whether a file that is there may be replaced. */
  readonly force: boolean;
  readonly template?: string | undefined;
  readonly system: SystemFlags;
  readonly graphK?: string | undefined;
  readonly graphHK?: string | undefined;
  readonly base?: string | undefined;
  readonly config?: string | undefined;
}

/** What was converted, for people and programs. */
export interface ConversionReport {
  readonly input: string;
  readonly from: FileFormat;
  readonly output: string;
  readonly to: FileFormat;
  readonly bytes: number;
  /** What the input held. */
  readonly tensors: Readonly<Record<string, string>>;
  /** What of it the output does not hold: names of tensors, `metadata`. */
  readonly omitted: readonly string[];
}

/**
 * Converts a file. The output is written as a whole, when all of it is there, or not at all.
 * @throws {UsageError | InputFileError} @throws {RunFolderError} if the output cannot be written.
 */
export async function convertFile(conversion: Conversion): Promise<ConversionReport> {
  const { input, output, template } = conversion;
  const from = formatOf(input, conversion.from, '--from');
  const to = formatOf(output, conversion.to, '--to');
  await refuseToOverwrite(conversion);
  const bytes = await readInput(input);
  const content = await naming(input, async () => {
    const { array, weights, neurons, maxBytes, base, config, system } = conversion;
    if (from !== 'eqx' || template === undefined)
      return readContent(from, bytes, { path: input, array, weights, neurons, maxBytes });
    return await memoryFromEqx(bytes, {
      template,
      system,
      config,
      base: base === undefined ? undefined : await readBase(base),
      graphs: async (neurons) => ({
        K: await graphOf(conversion.graphK, neurons),
        HK: await graphOf(conversion.graphHK, neurons),
      }),
    });
  });
  const written = await naming(input, async () =>
    to === 'eqx' && template !== undefined
      ? await memoryToEqx(content, template)
      : writeContent(to, content, conversion),
  );
  await refuseToOverwrite(conversion);
  await makeFolder(dirname(output));
  await writeAtomically(output, written.bytes);
  const tensors = Object.fromEntries(
    Object.entries(content.tensors).map(([name, tensor]) => [name, describeTensor(tensor)]),
  );
  return { input, from, output, to, bytes: written.bytes.length, tensors, omitted: written.omitted };
}

function formatOf(path: string, given: FileFormat | undefined, flag: string): FileFormat {
  const ending = extname(path).slice(1).toLowerCase();
  const format = given ?? fileFormats.find((name) => name === ending);
  if (format !== undefined) return format;
  throw new UsageError(`${flag} is needed: '${path}' does not end in .${fileFormats.join(', .')}`);
}

async function refuseToOverwrite({ input, output, force }: Conversion): Promise<void> {
  if (resolve(input) === resolve(output)) {
    throw new UsageError(`--out: '${output}' is the input; give another name`);
  }
  const there = await stat(output).catch(() => undefined);
  if (there?.isDirectory()) throw new UsageError(`--out: '${output}' is a folder; give the name of a file`);
  if (there !== undefined && !there.isFile()) {
    throw new UsageError(`--out: '${output}' is no file but a device or the like; give the name of a file`);
  }
  if (there !== undefined && !force) {
    throw new UsageError(`--out: '${output}' is there already; give another name, or --force to replace it`);
  }
}

async function readBase(path: string): Promise<BaseMemory> {
  const bytes = await readInput(path);
  return { checkpoint: await naming(path, async () => decodeCheckpoint(bytes)), hash: sha256(bytes) };
}

async function graphOf(path: string | undefined, neurons: number | undefined): Promise<Graph | undefined> {
  if (path === undefined) return undefined;
  const text = decodeText(await readInput(path), path);
  const { graph }: EdgeTable = await naming(path, async () => readEdgeTable(text, neurons));
  return graph;
}

/** Puts the name of a file before what is wrong with it. */
async function naming<Value>(path: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (cause) {
    const named = cause instanceof UsageError || cause instanceof InputFileError || cause instanceof ConfigError;
    if (named || !(cause instanceof HkmemError)) throw cause;
    throw new InputFileError(path, cause.message, { cause });
  }
}
