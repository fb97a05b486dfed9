import {
  checkSystemSpec,
  checkValues,
  type Float64Parameters,
  type ParameterValues,
  parameterShapes,
  type SystemSpec,
  ValueError,
} from '@hkmem/backend';

/**
 * The parameters of a system in float64, by path: each flat and in its shape of `parameterShapes`. Arrays that are
 * float64 already are not copied. `start.s` may be absent, since neither energies nor fields read it; paths of other
 * systems are left out of the result.
 * @throws {ValueError} if the specification does not hold together, or a parameter is not there.
 * @throws {ShapeError | NonFiniteError} naming the parameter.
 */
export function float64Parameters(spec: SystemSpec, parameters: ParameterValues): Float64Parameters {
  checkSystemSpec(spec);
  const values: Record<string, Float64Array> = {};
  for (const [path, shape] of parameterShapes(spec)) {
    const given = parameters[path];
    if (given === undefined) {
      if (path === 'start.s') continue;
      throw new ValueError(`parameter '${path}'`, 'nothing', `an array of shape [${shape.join(', ')}]`);
    }
    checkValues(`parameter '${path}'`, given, shape);
    values[path] = given instanceof Float64Array ? given : Float64Array.from(given);
  }
  return values;
}
