import { parameterShapes, type SystemSpec, shapeOf, sizeOf } from '@hkmem/backend';
import type { ShapedArray } from '../../parametrisation/training-state.ts';
import type { SafetensorsTensor } from '../../safetensors/dtypes.ts';
import { EqxError } from '../errors.ts';
import type { NpyArray } from '../npy/dtypes.ts';
import { readEqxLeaves, writeEqxLeaves } from './leaves.ts';
import type { EqxLeaf, EqxTemplate } from './template.ts';

/**
 * The parameters in an .eqx file, by path, bit for bit. Those that the template has elsewhere are not among them.
 * @throws {EqxError} if the file is damaged, or a leaf is missing, left over, or not of the format or shape expected.
 */
export function decodeEqx(bytes: Uint8Array, template: EqxTemplate, spec: SystemSpec): Record<string, ShapedArray> {
  return parametersOfLeaves(readEqxLeaves(bytes), template, spec);
}

/** As `decodeEqx`, of leaves that were read already. */
export function parametersOfLeaves(
  leaves: readonly NpyArray[],
  template: EqxTemplate,
  spec: SystemSpec,
): Record<string, ShapedArray> {
  const expected = checkTemplate(template, spec);
  if (leaves.length !== expected.length) {
    const fields = expected.map(({ leaf }) => leaf.field).join(', ');
    throw new EqxError(
      `the file has ${leaves.length} leaves, template '${template.name}' of this system has ${expected.length}: ${fields}. ` +
        'Check the template and the kind of interaction.',
    );
  }
  const parameters: Record<string, ShapedArray> = {};
  expected.forEach(({ leaf, parameterShape, shape }, n) => {
    const { dtype, shape: got, data } = leaves[n]!;
    const what = `leaf ${n}, ${leaf.field},`;
    if (shape !== undefined && !equal(got, shape)) {
      throw new EqxError(
        `${what} has shape [${got.join(', ')}], expected is [${shape.join(', ')}]. ` +
          'Check N, D and the graphs, which must be those that the file was made with.',
      );
    }
    if (leaf.parameter === undefined || parameterShape === undefined) return;
    if (dtype !== 'F32' && dtype !== 'F64') {
      throw new EqxError(`${what} is of format ${dtype}, a parameter is F32 or F64.`);
    }
    parameters[leaf.parameter] = { shape: parameterShape, data };
  });
  return parameters;
}

/**
 * An .eqx file of parameters, which Equinox reads with a model of the template's form. Parameters that the template has
 * elsewhere are left out; all others of the system must have a leaf.
 * @throws {EqxError} if a parameter is missing or has no leaf, or a leaf has no parameter.
 */
export function encodeEqx(
  parameters: Readonly<Record<string, ShapedArray>>,
  template: EqxTemplate,
  spec: SystemSpec,
): Uint8Array {
  const expected = checkTemplate(template, spec);
  const has = (path: string): boolean => expected.some(({ leaf }) => leaf.parameter === path);
  for (const path of parameterShapes(spec).keys()) {
    if (!has(path) && !template.elsewhere?.some((start) => path.startsWith(start))) {
      throw new EqxError(`template '${template.name}' has no leaf for '${path}', which would be lost.`);
    }
  }
  const double = Object.values(parameters).some(({ data }) => data instanceof Float64Array);
  return writeEqxLeaves(
    expected.map(({ leaf, parameterShape, shape }, n): SafetensorsTensor => {
      const { field, parameter, absent } = leaf;
      if (parameter !== undefined && parameterShape !== undefined) {
        const found = Object.hasOwn(parameters, parameter) ? parameters[parameter] : undefined;
        if (found === undefined)
          throw new EqxError(`the parameter '${parameter}' for leaf ${n}, ${field}, is missing.`);
        const { data } = found;
        const as = shape ?? parameterShape;
        if (data instanceof Float64Array) return { dtype: 'F64', shape: as, data };
        return { dtype: 'F32', shape: as, data };
      }
      if (absent === undefined || shape === undefined) {
        throw new EqxError(`leaf ${n}, ${field}, is of no parameter of this system, so there is nothing to write.`);
      }
      const data = double ? new Float64Array(sizeOf(shape)) : new Float32Array(sizeOf(shape));
      if (absent === 'e1') for (let i = 0; i < data.length; i += shape.at(-1)!) data[i] = 1;
      return { dtype: double ? 'F64' : 'F32', shape, data } as SafetensorsTensor;
    }),
  );
}

interface ExpectedLeaf {
  readonly leaf: EqxLeaf;
  /** Shape of its parameter; undefined if the system has none. */
  readonly parameterShape: readonly number[] | undefined;
  /** Shape in the file; undefined if any will do. */
  readonly shape: readonly number[] | undefined;
}

/** @throws {EqxError} for a parameter that the system lacks, one that is named twice, or shapes of unequal size. */
function checkTemplate({ name, leaves }: EqxTemplate, spec: SystemSpec): ExpectedLeaf[] {
  const shapes = parameterShapes(spec);
  const seen = new Set<string>();
  return leaves.map((leaf, n) => {
    const { parameter, absent } = leaf;
    if (parameter === undefined) return { leaf, parameterShape: undefined, shape: leaf.shape };
    if (seen.has(parameter))
      throw new EqxError(`template '${name}' names '${parameter}' twice, a second time as leaf ${n}.`);
    seen.add(parameter);
    if (!shapes.has(parameter) && absent !== undefined) return { leaf, parameterShape: undefined, shape: leaf.shape };
    if (!shapes.has(parameter)) {
      const known = [...shapes.keys()].join(', ');
      throw new EqxError(
        `template '${name}': leaf ${n} is '${parameter}', the parameters of this system are ${known}.`,
      );
    }
    const parameterShape = shapeOf(shapes, parameter);
    const shape = leaf.shape ?? parameterShape;
    if (sizeOf(shape) !== sizeOf(parameterShape)) {
      throw new EqxError(
        `template '${name}': leaf ${n} is of shape [${shape.join(', ')}], '${parameter}' of [${parameterShape.join(', ')}].`,
      );
    }
    return { leaf, parameterShape, shape };
  });
}

function equal(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((extent, axis) => extent === b[axis]);
}
