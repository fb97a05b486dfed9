import { blockBytes, bytesOf, isBlock } from './check-layouts.ts';
import type { Field, KernelSources, Layout } from './kernel-sources.ts';

/** A module with its declarations. */
export interface GeneratedModule {
  readonly source: string;
  readonly types: string;
}

/**
 * Numbers of the kernels and a writer that takes a launch's fields by name, whole numbers and float32 apart, so that a
 * field that comes, goes, moves or changes its type is found by the compiler or put in its place.
 */
export function launchModule({ kernels, layouts }: KernelSources): GeneratedModule {
  const blocks = layouts.filter(isBlock);
  const records = layouts.filter((layout) => !isBlock(layout));
  const ids = kernels.map(({ name }, id) => `  ${name}: ${id},`);
  const byKernel = kernels.map(({ name, block }) => `  ${name}: write${block},`);
  const sizes = records.map((layout) => `  ${layout.name}: ${bytesOf(layout)},`);
  const source = [
    `export const kernels = {\n${ids.join('\n')}\n};`,
    `export const blockBytes = ${blockBytes(layouts)};`,
    `export const recordBytes = {\n${sizes.join('\n')}\n};`,
    ...blocks.map(blockWriter),
    `const writers = {\n${byKernel.join('\n')}\n};`,
    'export function writeLaunch(view, { kernel, block, floats }) {\n  writers[kernel](view, block, floats);\n}',
    ...records.map(recordWriter),
  ];
  const numbers = kernels.map(({ name }) => `  readonly ${name}: number;`);
  const bytes = records.map((layout) => `  readonly ${layout.name}: ${bytesOf(layout)};`);
  const launches = kernels.map(({ name, block }) => {
    const { fields } = blocks.find((candidate) => candidate.name === block)!;
    const floats = fields.some(isFloat) ? `readonly floats: ${block}Floats` : 'readonly floats?: never';
    return `  | { readonly kernel: '${name}'; readonly block: ${block}; ${floats} }`;
  });
  const types = [
    `/** Numbers of the kernels. */\nexport declare const kernels: {\n${numbers.join('\n')}\n};`,
    `/** Bytes to set aside for the block of any launch. */\nexport declare const blockBytes: ${blockBytes(layouts)};`,
    `/** Bytes of what kernels read and write besides their blocks. */\nexport declare const recordBytes: {\n${bytes.join('\n')}\n};`,
    ...blocks.map(blockTypes),
    `/** A kernel and its arguments, whole numbers and float32 by name. */\nexport type LaunchArguments =\n${launches.join('\n')};`,
    '/** Writes the arguments of a launch where `view` begins. */\nexport declare function writeLaunch(view: DataView, launch: LaunchArguments): void;',
    ...records.map(({ name, fields }) =>
      [
        `/** Writes a \`${name}\` at byte \`at\` of the view. */`,
        `export declare function write${name}(view: DataView, at: number, fields: {\n${declared(fields)}\n}): void;`,
      ].join('\n'),
    ),
  ];
  return { source: `${source.join('\n\n')}\n`, types: `${types.join('\n\n')}\n` };
}

/** Exported constants, by the file that holds them, with their values as types. */
export function constantsModule({ constants }: KernelSources): GeneratedModule {
  const files = [...new Set(constants.map(({ file }) => file))];
  const of = (file: string) => constants.filter((constant) => constant.file === file);
  const name = (file: string) => file.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const source = files.map((file) => {
    const lines = of(file).map((constant) => `  ${constant.name}: ${constant.value},`);
    return `export const ${name(file)} = {\n${lines.join('\n')}\n};`;
  });
  const types = files.map((file) => {
    const lines = of(file).map((constant) => `  readonly ${constant.name}: ${constant.value};`);
    return `/** Constants of assembly/${file}.ts. */\nexport declare const ${name(file)}: {\n${lines.join('\n')}\n};`;
  });
  return { source: `${source.join('\n\n')}\n`, types: `${types.join('\n\n')}\n` };
}

function isFloat({ type }: Field): boolean {
  return type === 'f32';
}

function declared(fields: readonly Field[]): string {
  return fields.map(({ name }) => `  readonly ${name}: number;`).join('\n');
}

function blockTypes({ name, fields }: Layout): string {
  const types = [
    `/** Whole numbers and pointers. */\nexport interface ${name} {\n${declared(fields.filter((f) => !isFloat(f)))}\n}`,
  ];
  const floats = fields.filter(isFloat);
  if (floats.length > 0)
    types.push(`/** Numbers of type float32. */\nexport interface ${name}Floats {\n${declared(floats)}\n}`);
  return types.join('\n\n');
}

function blockWriter({ name, fields }: Layout): string {
  const lines = fields.map((field, k) =>
    isFloat(field)
      ? `  view.setFloat32(${4 * k}, floats.${field.name}, true);`
      : `  view.setInt32(${4 * k}, block.${field.name}, true);`,
  );
  return `function write${name}(view, block${fields.some(isFloat) ? ', floats' : ''}) {\n${lines.join('\n')}\n}`;
}

function recordWriter({ name, fields }: Layout): string {
  const lines = fields.map((field, k) => {
    const set = isFloat(field) ? 'setFloat32' : 'setInt32';
    return `  view.${set}(at + ${4 * k}, fields.${field.name}, true);`;
  });
  return `export function write${name}(view, at, fields) {\n${lines.join('\n')}\n}`;
}
