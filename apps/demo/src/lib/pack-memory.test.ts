import { RandomKey } from '@hkmem/backend';
import { graphFromEdges, wattsStrogatz } from '@hkmem/coupling';
import { hopfieldKuramoto, initialParameters } from '@hkmem/dynamics';
import { totalEnergy } from '@hkmem/energy';
import { expect, test } from 'vitest';
import { packEdges, unpackEdges } from '../format/edge-bits.ts';
import type { WeightsManifest } from '../format/weights-format.ts';
import { unpackMemory } from '../worker/load-memory.ts';
import { packMemory } from './pack-memory.ts';

test('edges come back row by row, and ranks say where each went', () => {
  const graph = graphFromEdges(5, [
    [3, 1],
    [0, 4],
    [0, 2],
  ]);
  const { bits, rank } = packEdges(graph);
  const back = unpackEdges(bits, 5);
  expect([...back.sources]).toEqual([0, 0, 1]);
  expect([...back.targets]).toEqual([2, 4, 3]);
  expect([...rank]).toEqual([2, 1, 0]);
});

test('a packed memory has the energy of the one it was made from, as far as levels go', () => {
  const key = RandomKey.fromSeed(3);
  const world = wattsStrogatz({ neurons: 20, neighbours: 6, rewiring: 0.5, key });
  // The other way round: parameters per edge must follow their edges.
  const graph = { neurons: 20, sources: world.targets.toReversed(), targets: world.sources.toReversed() };
  const spec = hopfieldKuramoto(
    20,
    { activation: 'relu' },
    { dimension: 3, graph, interaction: 'relu', omega: 'global' },
    { kind: 'network' },
  );
  const parameters = initialParameters(spec, key, { coupling: 0.5 });
  const shaped = Object.fromEntries(
    Object.entries(parameters).map(([path, data]) => {
      const shape = path === 'hopfield.weights' ? [20, 20] : path === 'kuramoto.omega' ? [3, 3] : [data.length];
      return [path, { shape, data }];
    }),
  );
  const { bytes, arrays, spec: json } = packMemory({ spec, parameters: shaped }, () => true);
  const manifest = { formatVersion: 2, arrays, spec: json } as unknown as WeightsManifest;
  const memory = unpackMemory(manifest, bytes);
  const state = { x: key.fold('x').normal(20), s: key.fold('s').normal(60) };
  const [before] = totalEnergy(spec, parameters, state).total;
  const [after] = totalEnergy(memory.spec, memory.parameters, state).total;
  // Each of some 400 numbers is at most a 254th of its array's largest off, either way at random.
  expect(Math.abs(after! - before!)).toBeLessThan(5e-3 * Math.abs(before!) + 5e-2);
  expect(bytes.length).toBeLessThan(210 + 20 + 60 * 3 + 9 + 24 + 1);
});
