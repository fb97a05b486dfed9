// A Lagrangian and a pair energy that are written as formulas; the energy of what they make falls.
import { normaliseRows, RandomKey, selectBackend } from '@hkmem/backend';
import { complete } from '@hkmem/coupling';
import { adaptiveSteps, hopfieldKuramoto, initialParameters, recall, writeParameters } from '@hkmem/dynamics';
import { LyapunovMonitor } from '@hkmem/energy';
import { lagrangian, pairLaw } from '@hkmem/laws';

const activation = lagrangian('(relu(x)^2 - relu(x - 1)^2) / 2'); // its derivative is x, held between 0 and 1
const interaction = pairLaw('-r^2'); // two axes that want to lie along each other, whichever way they point

const spec = hopfieldKuramoto(
  6,
  { activation },
  { dimension: 3, graph: complete(6), interaction, omega: 'none' },
  { kind: 'additive' },
);
const { backend } = await selectBackend('cpu'); // or 'wasm', 'webgpu': the same formulas as kernels
const engine = backend.createEngine(spec);
const key = RandomKey.fromSeed(1);
writeParameters(engine, initialParameters(spec, key.fold('parameters')));

const s = new Float64Array(6 * 3); // oscillators are unit vectors
normaliseRows(Float64Array.from(key.fold('s').normal(6 * 3)), s, 6, 3);
const control = adaptiveSteps({ rtol: 1e-6, atol: 1e-9 });
const { energies } = await recall(engine, { x: key.fold('x').normal(6), s }, { until: 20, control });
const monitor = LyapunovMonitor.of(engine); // what rounding does is no rise
for (const { t, total } of energies) monitor.observe(t, total);
console.log('energy falls:', energies.at(-1)!.total[0]! < energies[0]!.total[0]!, 'never rises:', monitor.holds());

engine.dispose();
await backend.dispose();
