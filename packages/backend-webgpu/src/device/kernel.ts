/** A storage buffer of a kernel, in binding order. */
export interface StorageDeclaration {
  readonly name: string;
  readonly type: 'f32' | 'u32' | 'vec4f';
  readonly access: 'read' | 'read_write';
}

/** A compute kernel: WGSL text and what must be bound to run it. Everything baked in is in `code`, which is its key. */
export interface Kernel {
  readonly name: string;
  readonly storage: readonly StorageDeclaration[];
  /** Names and types of the scalars in the uniform struct `given`, after `tiles`. */
  readonly fields: readonly (readonly [name: string, type: FieldType])[];
  readonly workgroup: number;
  readonly code: string;
}

export type FieldType = 'u32' | 'f32';

/** What a kernel is made from. */
export interface KernelSource {
  readonly name: string;
  /** Storage buffers in binding order, each as `name: type` (read only) or `name: type, write`. */
  readonly storage: Readonly<Record<string, StorageType>>;
  /** Scalars of a dispatch, read as `given.name`. */
  readonly fields: Readonly<Record<string, FieldType>>;
  readonly workgroup: number;
  /** Puts `subgroupLane`, `subgroupNumber` and `subgroupCount` in scope; needs a device with subgroups. Absent: false. */
  readonly subgroups?: boolean;
  /** Functions and variables of module scope. */
  readonly declarations?: string;
  /**
   * Statements of the entry point. In scope: `tile`, the number of the workgroup, and `lane`, the number of the
   * invocation in it.
   */
  readonly body: string;
}

export type StorageType = 'f32' | 'u32' | 'vec4f' | 'f32 write' | 'u32 write' | 'vec4f write';

/** Puts declarations, bindings and the entry point together. Workgroups are numbered flat over two dimensions. */
export function defineKernel(source: KernelSource): Kernel {
  const storage = Object.entries(source.storage).map(([name, declared]): StorageDeclaration => {
    const [type, write] = declared.split(' ') as [StorageDeclaration['type'], string | undefined];
    return { name, type, access: write === undefined ? 'read' : 'read_write' };
  });
  const fields = Object.entries(source.fields);
  const code = `${source.subgroups === true ? 'enable subgroups;\nrequires subgroup_id;' : ''}
struct Given { tiles: u32, ${fields.map(([name, type]) => `${name}: ${type}`).join(', ')} }
@group(0) @binding(0) var<uniform> given: Given;
${storage.map(({ name, type, access }, b) => `@group(0) @binding(${b + 1}) var<storage, ${access}> ${name}: array<${type}>;`).join('\n')}
${source.declarations ?? ''}
@compute @workgroup_size(${source.workgroup})
fn main(
  @builtin(workgroup_id) groupId: vec3u,
  @builtin(num_workgroups) groupCount: vec3u,
  @builtin(local_invocation_index) lane: u32,${source.subgroups === true ? subgroupBuiltins : ''}
) {
  let tile = groupId.y * groupCount.x + groupId.x;
  if (tile >= given.tiles) { return; }
${source.body}
}
`;
  return { name: source.name, storage, fields, workgroup: source.workgroup, code };
}

const subgroupBuiltins = `
  @builtin(subgroup_invocation_id) subgroupLane: u32,
  @builtin(subgroup_id) subgroupNumber: u32,
  @builtin(num_subgroups) subgroupCount: u32,`;

/** Statements that number the invocations of all workgroups as `index` and end those from `given.count`. */
export function flatIndex(workgroup: number): string {
  return `let index = tile * ${workgroup}u + lane;
  if (index >= given.count) { return; }`;
}
