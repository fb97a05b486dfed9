import { expect, test } from 'vitest';
import { checkedEngine } from '../checked/checked-engine.ts';
import type { Backend } from '../contract/backend.ts';
import type { EnergyTerms } from '../contract/engine.ts';
import type { StateVector } from '../contract/state.ts';
import type { SystemSpec } from '../contract/system-spec.ts';
import { CpuEngine } from '../cpu/cpu-engine.ts';
import { cpuState } from '../cpu/cpu-state.ts';
import { runCase } from './run-case.ts';
import { caseOf } from './sampling/case.ts';
import { lawFeatures } from './sampling/law-features.ts';
import { coveringFeatures } from './sampling/sample.ts';
import { reasonOf, shrink } from './shrink.ts';

const options = { tolerance: 0, tensors: false };

/** The reference with a fault in one path. */
function faulty(engineOf: (spec: SystemSpec) => CpuEngine): Backend {
  return {
    name: 'faulty',
    description: 'the reference with a fault',
    createEngine: (spec) => checkedEngine(spec, engineOf),
    dispose: async () => {},
  };
}

/** The field of coupled systems with tanh interactions is a little off in the last neuron, where D is above 4. */
class WrongField extends CpuEngine {
  override field(state: StateVector, out: StateVector): void {
    super.field(state, out);
    const { coupling, oscillators } = this.spec;
    if (coupling === undefined || oscillators!.interaction !== 'tanh' || oscillators!.dimension <= 4) return;
    const { s } = cpuState(out);
    s[s.length - 1]! *= 1.01;
  }
}

/** Gradients are not set to 0 where there are layers. */
class KeptGradients extends CpuEngine {
  override zeroGradients(): void {
    if (this.spec.threshold?.layers === undefined) super.zeroGradients();
  }
}

/** Milliseconds for some hundred systems on a busy machine. */
const patience = 180_000;

async function smallestFailure(backend: Backend): Promise<Awaited<ReturnType<typeof shrink>> | undefined> {
  for (const features of coveringFeatures()) {
    if ((await reasonOf(backend, features, options)) !== undefined) {
      return shrink(backend, features, options, { seconds: patience / 1000 });
    }
  }
  return undefined;
}

test('a fault in one path is found among the sampled systems and shrunk to the smallest system that has it', {
  timeout: patience,
}, async () => {
  const backend = faulty((spec) => new WrongField(spec));
  const failure = (await smallestFailure(backend))!;
  const { units, seed, ...rest } = failure.features;
  expect(['additive', 'network', 'multiplicative']).toContain(units);
  expect(seed).toBeGreaterThanOrEqual(0);
  expect(rest).toEqual({
    activation: 'identity',
    batch: 1,
    dimension: 5,
    graph: 'path',
    interaction: 'tanh',
    neurons: 2,
  });
  expect(failure.reason).toMatch(/ConformanceError: field s, entry 9: got .*, expected .*; off by/);
  // What is printed can be pasted, and fails again.
  const pasted = JSON.parse(JSON.stringify(failure.features));
  await expect(runCase(backend, caseOf(pasted), options)).rejects.toThrow(/field s, entry 9/);
});

test('a fault of layers is shrunk to two layers of one unit each', { timeout: patience }, async () => {
  const failure = (await smallestFailure(faulty((spec) => new KeptGradients(spec))))!;
  expect(failure.features).toMatchObject({ units: 'threshold', neurons: 2, batch: 1, layers: 2 });
  expect(failure.reason).toMatch(/gradient of .* set to 0/);
});

/** Energies of couplings that are laws are a little off. */
class WrongEnergy extends CpuEngine {
  override async energies(state: StateVector): Promise<EnergyTerms> {
    const { coupling, ...others } = await super.energies(state);
    if (typeof this.spec.coupling?.kind !== 'object') return { ...others, ...(coupling && { coupling }) };
    return { ...others, coupling: coupling!.map((value) => value + 1) };
  }
}

test('laws are run, and a fault of one is shrunk to a system that keeps it and drops the others', async () => {
  const [sound, wrong] = [faulty((spec) => new CpuEngine(spec)), faulty((spec) => new WrongEnergy(spec))];
  const couplings = lawFeatures().filter(({ couplingLaw }) => couplingLaw !== undefined);
  const failing = couplings.find(({ interactionLaw }) => interactionLaw !== undefined)!;
  expect(await reasonOf(sound, failing, options)).toBeUndefined();
  const { features, reason } = await shrink(wrong, failing, options);
  expect(reason).toMatch(/energy coupling/);
  expect(features.couplingLaw).toEqual(failing.couplingLaw);
  expect(features).not.toHaveProperty('interactionLaw');
  const pasted = JSON.parse(JSON.stringify(features));
  await expect(runCase(wrong, caseOf(pasted), options)).rejects.toThrow(/energy coupling/);
});

test('a clock that is not there and one that was not expected are told', async () => {
  const backend = faulty((spec) => new CpuEngine(spec));
  const features = { units: 'threshold', neurons: 2, batch: 1, seed: 1 } as const;
  expect(await reasonOf(backend, features, options)).toBeUndefined();
  expect(await reasonOf(backend, features, { ...options, clock: true })).toMatch(/createStepClock is there: got false/);
});

test('shrinking ends where it is told to, with a system that fails', async () => {
  const backend = faulty((spec) => new KeptGradients(spec));
  const features = { units: 'additive', neurons: 9, dimension: 5, layers: 4, batch: 6, seed: 2 } as const;
  for (const limits of [{ attempts: 1 }, { seconds: 0 }, { attempts: 12 }]) {
    const failure = await shrink(backend, features, options, limits);
    expect(failure.features).toMatchObject(limits.attempts === 12 ? { units: 'threshold' } : features);
    expect(failure.reason).toMatch(/gradient of .* set to 0/);
  }
});
