import { list, section, text } from '../src/emit/wasm/bytes.ts';
import { FunctionCode, types } from '../src/emit/wasm/code.ts';
import { kernelFunctions } from '../src/emit/wasm/module.ts';
import { unaryFunctions } from '../src/expression/functions.ts';

/** The elementary functions that a module imports, each lane by the float64 function: a stand-in for the kernels' own. */
export async function kernelImports(): Promise<WebAssembly.ModuleImports> {
  const vector = [0x60, ...list([[types.v128]]), ...list([[types.v128]])];
  const scalar = [0x60, ...list([[types.f32]]), ...list([[types.f32]])];
  const bodies = kernelFunctions.map((_, k) => {
    const code = new FunctionCode(['v128']);
    const [x] = code.parameters;
    code.splat(0);
    for (let lane = 0; lane < 4; lane++) code.get(x!).extractF32(lane).call(k).replaceF32(lane);
    return code.finish();
  });
  const binary = Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, list([vector, scalar])),
    ...section(2, list(kernelFunctions.map((name) => [...text('scalar'), ...text(name), 0, 1]))),
    ...section(3, list(kernelFunctions.map(() => [0]))),
    ...section(7, list(kernelFunctions.map((name, k) => [...text(name), 0, kernelFunctions.length + k]))),
    ...section(10, list(bodies)),
  ]);
  const functions = Object.fromEntries(kernelFunctions.map((name) => [name, unaryFunctions[name]]));
  const { instance } = await WebAssembly.instantiate(binary, { scalar: functions });
  return instance.exports as WebAssembly.ModuleImports;
}
