import type { SynchroniseSettings } from '../worker/protocol.ts';

/** The program of Synchronise: the population that is chosen, for the time that the plots show. */
export function synchroniseProgram(settings: SynchroniseSettings): string {
  const { neurons: N, dimension: D, graph, interaction, omega, pull, seed } = settings;
  const side = Math.sqrt(N);
  const made = {
    ring: ['ring', `ring({ neurons: ${N}, neighbours: 4 })`],
    complete: ['complete', `complete(${N})`],
    grid: ['grid', `grid({ rows: ${side}, columns: ${side} })`],
  }[graph] ?? [
    'wattsStrogatz',
    `wattsStrogatz({ neurons: ${N}, neighbours: 6, rewiring: 0.2, key: key.fold('graph') })`,
  ];
  const sign = pull === 'attract' ? '-size' : pull === 'repel' ? 'size' : 'size * draw';
  const turns =
    omega === 'none'
      ? ''
      : `
const turns = key.fold('omega').normal(${(omega === 'local' ? N : 1) * D * D});
writeParameters(engine, { 'kuramoto.omega': turns.map((turn) => ${omega === 'local' ? 1.2 : 1} * turn) });`;
  return `import { RandomKey, selectBackend } from '@hkmem/backend';
import '@hkmem/backend-wasm';
import { ${made[0]}, orderParameter } from '@hkmem/coupling';
import { fixedSteps, kuramoto, recall, rk4, writeParameters } from '@hkmem/dynamics';

const key = RandomKey.fromSeed(${seed});
const graph = ${made[1]};
const { backend } = await selectBackend('auto');
const engine = backend.createEngine(kuramoto(${N}, { dimension: ${D}, graph, interaction: '${interaction}', omega: '${omega}' }));

// Pairs that attract have A below 0: the energy falls as they agree.
const edges = graph.sources.length;
const size = ${4 * N} / (2 * edges);
const A = key.fold('pull').normal(edges).map((${pull === 'mixed' ? 'draw' : ''}) => ${sign});
writeParameters(engine, { 'kuramoto.A': A${interaction === 'linear' ? '' : ", 'kuramoto.B': A.slice()"} });${turns}

// Directions at random, of length 1.
const s = Float32Array.from(key.fold('start').normal(${N * D}));
for (let i = 0; i < ${N}; i++) {
  const row = s.subarray(${D} * i, ${D} * (i + 1));
  const length = Math.hypot(...row);
  row.set(row.map((value) => value / length));
}
const { state, energies } = await recall(engine, { s }, { solver: rk4, control: fixedSteps(400), until: 12, steadyBelow: false });
console.log(\`energy \${energies.at(0)?.total[0]?.toFixed(2)} at t = 0, \${energies.at(-1)?.total[0]?.toFixed(2)} at t = 12\`);
console.log(\`order parameter \${orderParameter(s, ${N}, ${D})[0]?.toFixed(2)} at t = 0, \${orderParameter(state.s ?? s, ${N}, ${D})[0]?.toFixed(2)} at t = 12\`);
await backend.dispose();
`;
}
