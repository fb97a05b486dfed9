import type { Engine, HostArray, ParameterValues } from '@hkmem/backend';

/** Writes parameters by path. @throws as `writeParameter`; those written before the bad one stay written. */
export function writeParameters(engine: Engine, parameters: ParameterValues): void {
  for (const [path, values] of Object.entries(parameters)) engine.writeParameter(path, values);
}

/** Reads parameters, all of them unless paths are given. */
export async function readParameters(
  engine: Engine,
  paths: Iterable<string> = engine.shapes.keys(),
): Promise<Record<string, HostArray>> {
  const parameters: Record<string, HostArray> = {};
  for (const path of paths) parameters[path] = await engine.readParameter(path);
  return parameters;
}
