import * as backend from '@hkmem/backend';
import { wasmBackend } from '@hkmem/backend-wasm';
import { webgpuBackend } from '@hkmem/backend-webgpu';
import * as coupling from '@hkmem/coupling';
import * as dynamics from '@hkmem/dynamics';
import * as energy from '@hkmem/energy';
import { HkmemError } from '@hkmem/errors';
import * as laws from '@hkmem/laws';
import * as training from '@hkmem/training';
import { expect, test } from 'vitest';

/** What a caller whose language has no types may pass in place of every argument. */
const mistakes: Readonly<Record<string, readonly unknown[]>> = {
  nothing: [],
  'an empty object': [{}],
  null: [null],
  'a string': ['typo'],
  'an option that is misspelt': [{ neuronen: 1 }],
};

type Functions = Readonly<Record<string, (...given: never[]) => unknown>>;
const pick = <Module extends object>(module: Module, ...names: (keyof Module & string)[]): Functions =>
  Object.fromEntries(names.map((name) => [name, module[name] as Functions[string]]));

/** Functions that programs begin with, beside the factories of backends. */
const held: Functions = {
  ...pick(laws, 'couplingLaw', 'lagrangian', 'lossLaw', 'pairLaw', 'parse'),
  ...pick(backend, 'checkGraph', 'checkLabels', 'checkReadout', 'checkSystemSpec', 'edgeCount', 'mlpWidths'),
  ...pick(backend, 'parameterShapes', 'parametersOfSystem', 'readoutNeurons', 'referenceSystem', 'registerBackend'),
  ...pick(backend, 'resolveSystem', 'sameGraph'),
  ...pick(coupling, 'coherenceMatrix', 'complete', 'degrees', 'edgesToCsv', 'graphFromEdges', 'grid', 'isConnected'),
  ...pick(coupling, 'localOrder', 'orderParameter', 'ring', 'wattsStrogatz'),
  ...pick(energy, 'couplingEnergy', 'energyTerms', 'hopfieldEnergy', 'kuramotoEnergy', 'totalEnergy', 'weightEnergies'),
  ...pick(dynamics, 'adaptiveSteps', 'batchOf', 'fixedPoint', 'fixedSteps', 'hopfield', 'initialParameters'),
  ...pick(dynamics, 'integrate', 'integrateTensors', 'kuramoto', 'recall'),
  ...pick(training, 'readSafetensors'),
};

/** What comes of a call: a named error, or a result. */
async function outcome(call: () => unknown): Promise<unknown> {
  try {
    return await call();
  } catch (error) {
    return error;
  }
}

test.for(Object.entries(held))('%s names what is wrong with its arguments', async ([name, call]) => {
  for (const [mistake, given] of Object.entries(mistakes)) {
    const found = await outcome(() => call(...(given as never[])));
    if (!(found instanceof Error)) continue;
    expect(found, `${name}, ${mistake}: ${found.stack}`).toBeInstanceOf(HkmemError);
    expect(found.message).not.toMatch(/undefined \(reading|is not a function|is not iterable/);
  }
  // Most cannot do without arguments.
  const nothing = await outcome(call);
  if (name !== 'adaptiveSteps') expect(nothing, name).toBeInstanceOf(HkmemError);
});

test.for([wasmBackend, webgpuBackend])(
  'the factory of $name names an option that it does not know',
  async (factory) => {
    const misspelt = { wokers: 2 } as unknown as backend.BackendOptions;
    await expect(factory.create(misspelt)).rejects.toThrow(/option 'wokers' is not known.*Did you mean 'workers'\?/);
    await expect(factory.create(null as unknown as backend.BackendOptions)).rejects.toThrow(backend.OptionError);
  },
);

test('selectBackend names a backend or an option that it does not know', async () => {
  await expect(backend.selectBackend('typo')).rejects.toThrow(backend.UnknownNameError);
  for (const options of [{ wokers: 2 }, null]) {
    await expect(backend.selectBackend('cpu', options as unknown as object)).rejects.toThrow(backend.OptionError);
  }
});
