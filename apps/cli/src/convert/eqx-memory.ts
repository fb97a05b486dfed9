import { type Graph, parameterShapes } from '@hkmem/backend';
import { suggestion } from '@hkmem/experiments';
import { type Content, readContent, readTemplate, type TemplateFile } from '@hkmem/sweep';
import {
  type Checkpoint,
  createCheckpoint,
  decodeCheckpoint,
  encodeCheckpoint,
  writeSafetensors,
} from '@hkmem/training';
import {
  type EqxTemplate,
  type EqxTemplateName,
  encodeEqx,
  eqxTemplate,
  eqxTemplateNames,
  parametersOfLeaves,
  readEqxLeaves,
} from '@hkmem/training/formats';
import { UsageError } from '../console/errors.ts';
import { configFor } from './run-config.ts';
import { formOf, type SystemFlags, systemOf } from './system-form.ts';
import type { Written } from './write-content.ts';

/** A memory that is edited, out of a safetensors file. */
export interface BaseMemory {
  readonly checkpoint: Checkpoint;
  /** SHA-256 of the file. */
  readonly hash: string;
}

/** What makes a memory of an .eqx file, which holds arrays alone. */
export interface MemoryOptions {
  /** A name, or the path of a JSON file. */
  readonly template: string;
  readonly system: SystemFlags;
  /** Reads a table of edges, for N neurons. */
  readonly graphs: (
    neurons: number | undefined,
  ) => Promise<{ readonly K?: Graph | undefined; readonly HK?: Graph | undefined }>;
  /** The memory that is edited. */
  readonly base?: BaseMemory | undefined;
  /** A file of settings. */
  readonly config?: string | undefined;
}

/** A memory out of an .eqx file, as content of a checkpoint. @throws {HkmemError} */
export async function memoryFromEqx(bytes: Uint8Array, options: MemoryOptions): Promise<Content> {
  const template = await templateOf(options.template);
  const leaves = readEqxLeaves(bytes);
  const base = options.base?.checkpoint;
  const form =
    typeof template === 'string' ? formOf(template, leaves, options.system, base?.spec) : formOfFile(template, options);
  const neurons = form.neurons ?? base?.spec.neurons;
  const spec = systemOf(neurons === undefined ? form : { ...form, neurons }, await options.graphs(neurons));
  const order = typeof template === 'string' ? eqxTemplate(template, spec) : template;
  const own = parametersOfLeaves(leaves, order, spec);
  const parameters = Object.fromEntries(
    [...parameterShapes(spec).keys()].flatMap((path) => {
      const array = own[path] ?? base?.parameters[path];
      return array === undefined ? [] : [[path, array] as const];
    }),
  );
  const config = options.config === undefined ? null : await configFor(options.config, spec, options.base?.hash);
  const seed = (config as { readonly seed?: number } | null)?.seed ?? 0;
  const state = { update: 0, parameters, moments: {} };
  const integration = 'steps that the .eqx file does not tell';
  return readContent('safetensors', encodeCheckpoint(createCheckpoint({ spec, state, config, seed, integration })));
}

/** The .eqx file of a memory, and what of the memory is not in it. @throws {HkmemError} if it is no memory or not of the template. */
export async function memoryToEqx(content: Content, name: string): Promise<Written> {
  const checkpoint: Checkpoint = decodeCheckpoint(writeSafetensors(content.tensors, content.metadata));
  const template = await templateOf(name);
  const order: EqxTemplate = typeof template === 'string' ? eqxTemplate(template, checkpoint.spec) : template;
  const bytes = encodeEqx(checkpoint.parameters, order, checkpoint.spec);
  const held = new Set(order.leaves.map(({ parameter }) => parameter));
  return { bytes, omitted: [...Object.keys(content.tensors).filter((tensor) => !held.has(tensor)), 'metadata'] };
}

function formOfFile(
  { name, system }: TemplateFile,
  { system: flags }: MemoryOptions,
): NonNullable<TemplateFile['system']> {
  if (system === undefined) throw new UsageError(`--template: '${name}' has no 'system', which reading .eqx needs`);
  return flags.neurons === undefined ? system : { ...system, neurons: flags.neurons };
}

async function templateOf(name: string): Promise<EqxTemplateName | TemplateFile> {
  if ((eqxTemplateNames as readonly string[]).includes(name)) return name as EqxTemplateName;
  if (/\.json$/i.test(name)) return await readTemplate(name);
  throw new UsageError(
    `--template: '${name}' is neither known nor a .json file; ${suggestion(name, eqxTemplateNames)}`,
  );
}
