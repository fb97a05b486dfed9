import { checkGraph, edgeCount, type Graph, RandomKey, ValueError } from '@hkmem/backend';
import { randomGraph } from '@hkmem/backend/conformance';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../../test/coupled-system.ts';
import { EdgeListError } from '../errors.ts';
import { complete } from './complete.ts';
import { edgesFromCsv, edgesToCsv, graphFromEdges } from './edge-list.ts';
import { grid } from './grid.ts';
import { degrees, isConnected } from './measures.ts';
import { ring } from './ring.ts';
import { wattsStrogatz } from './watts-strogatz.ts';

const pairs = (graph: Graph): number[][] => Array.from(graph.sources, (source, e) => [source, graph.targets[e]!]);

describe('ring', () => {
  test('joins the nearest on either side', () => {
    expect(pairs(ring({ neurons: 5 }))).toEqual([
      [0, 1],
      [0, 4],
      [1, 2],
      [2, 3],
      [3, 4],
    ]);
    const wide = ring({ neurons: 9, neighbours: 6 });
    expect(edgeCount(wide)).toBe(27);
    expect(degrees(wide).every((degree) => degree === 6)).toBe(true);
    expect(ring({ neurons: 9, neighbours: 8 })).toEqual(complete(9));
  });

  test('refuses odd k and k of N', () => {
    expect(() => ring({ neurons: 6, neighbours: 3 })).toThrow(ValueError);
    expect(() => ring({ neurons: 6, neighbours: 6 })).toThrow(ValueError);
  });
});

describe('grid', () => {
  test('joins neighbours of a row and of a column', () => {
    expect(pairs(grid({ rows: 2, columns: 3 }))).toEqual([
      [0, 1],
      [0, 3],
      [1, 2],
      [1, 4],
      [2, 5],
      [3, 4],
      [4, 5],
    ]);
  });

  test('has R (C - 1) + C (R - 1) edges, or 2 R C when periodic', () => {
    const property = fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 2, max: 9 }), (rows, columns) => {
      const [open, periodic] = [grid({ rows, columns }), grid({ rows, columns, periodic: true })];
      for (const graph of [open, periodic]) {
        expect(() => checkGraph(graph, rows * columns, 'grid')).not.toThrow();
        expect(isConnected(graph)).toBe(true);
      }
      expect(edgeCount(open)).toBe(rows * (columns - 1) + columns * (rows - 1));
      if (rows >= 3 && columns >= 3) expect(degrees(periodic).every((degree) => degree === 4)).toBe(true);
      if (rows < 3 && columns < 3) expect(periodic).toEqual(open);
    });
    fc.assert(property, runs);
  });

  test('refuses fewer than two neurons', () => {
    expect(() => grid({ rows: 1, columns: 1 })).toThrow(ValueError);
    expect(() => grid({ rows: 0, columns: 4 })).toThrow('rows of a grid: got 0');
    expect(() => grid({ rows: 2.5, columns: 4 })).toThrow(ValueError);
  });
});

test('complete joins all pairs', () => {
  const graph = complete(7);
  expect(() => checkGraph(graph, 7, 'complete')).not.toThrow();
  expect(edgeCount(graph)).toBe(21);
  expect(degrees(graph).every((degree) => degree === 6)).toBe(true);
  expect(() => complete(1)).toThrow(ValueError);
});

describe('connectedness', () => {
  test('of pieces, and of one neuron', () => {
    expect(
      isConnected(
        graphFromEdges(4, [
          [0, 1],
          [2, 3],
        ]),
      ),
    ).toBe(false);
    expect(
      isConnected(
        graphFromEdges(4, [
          [3, 1],
          [1, 0],
          [2, 3],
        ]),
      ),
    ).toBe(true);
    expect(
      isConnected(
        graphFromEdges(4, [
          [0, 1],
          [1, 2],
          [2, 0],
        ]),
      ),
    ).toBe(false);
    expect(isConnected(graphFromEdges(1, []))).toBe(true);
  });

  test('is what a walk from neuron 0 finds', () => {
    const property = fc.property(fc.nat(), fc.integer({ min: 2, max: 12 }), (seed, neurons) => {
      const whole = randomGraph(RandomKey.fromSeed(seed), neurons, 0.1);
      const kept = pairs(whole).filter((_, e) => (seed + e) % 3 !== 0) as [number, number][];
      const reached = new Set([0]);
      for (let round = 0; round < neurons; round++) {
        for (const [i, j] of kept) {
          if (reached.has(i)) reached.add(j);
          if (reached.has(j)) reached.add(i);
        }
      }
      expect(isConnected(graphFromEdges(neurons, kept))).toBe(reached.size === neurons);
    });
    fc.assert(property, runs);
  });
});

describe('edge lists', () => {
  test('keep the order and the direction given', () => {
    const graph = graphFromEdges(4, [
      [3, 1],
      [0, 2],
    ]);
    expect(graph).toEqual({ neurons: 4, sources: Int32Array.of(3, 0), targets: Int32Array.of(1, 2) });
    expect(degrees(graph)).toEqual(Int32Array.of(1, 1, 1, 1));
  });

  test.each([
    ['an end out of range', [[0, 4]], '(0, 4), allowed is neurons 0 to 3'],
    [
      'half a neuron',
      [
        [0, 1],
        [0.5, 2],
      ],
      'edge 1: got (0.5, 2)',
    ],
    ['a self-loop', [[2, 2]], 'two different neurons'],
    [
      'a double',
      [
        [0, 1],
        [1, 0],
      ],
      'edge 1: got (1, 0) a second time',
    ],
  ] as [string, [number, number][], string][])('refuse %s', (_name, edges, message) => {
    expect(() => graphFromEdges(4, edges)).toThrow(ValueError);
    expect(() => graphFromEdges(4, edges)).toThrow(message);
  });

  test('come back from CSV as they were', () => {
    const property = fc.property(fc.nat(), fc.integer({ min: 2, max: 12 }), (seed, neurons) => {
      const graph = randomGraph(RandomKey.fromSeed(seed), neurons, 0.4);
      expect(edgesFromCsv(edgesToCsv(graph), neurons)).toEqual(graph);
    });
    fc.assert(property, runs);
    expect(
      edgesToCsv(
        graphFromEdges(3, [
          [2, 0],
          [0, 1],
        ]),
      ),
    ).toBe('source,target\n2,0\n0,1\n');
  });

  test('read what spreadsheets write', () => {
    const expected = graphFromEdges(3, [
      [2, 0],
      [0, 1],
    ]);
    expect(edgesFromCsv('\uFEFFfrom,to\r\n2,0\r\n0,1\r\n', 3)).toEqual(expected);
    expect(edgesFromCsv(' 2 , 0\n\n0,1', 3)).toEqual(expected);
    expect(edgesFromCsv('', 3)).toEqual(graphFromEdges(3, []));
  });

  test.each([
    ['three columns', 'source,target\n0,1,0.5\n', "line 2: got '0,1,0.5'"],
    ['a header further down', '0,1\nsource,target\n', "line 2: got 'source,target'"],
    ['half a line', '0,1\n2,', "line 2: got '2,'"],
    ['fractions', '0.5,1', "line 1: got '0.5,1'"],
    ['negative numbers', '-1,1', "line 1: got '-1,1'"],
    ['other files', `{"edges": [${'1, '.repeat(50)}]}`, 'line 1'],
  ])('refuse %s with the line', (_name, text, message) => {
    expect(() => edgesFromCsv(text, 3)).toThrow(EdgeListError);
    expect(() => edgesFromCsv(text, 3)).toThrow(message);
  });

  test('take a header of any two words, and spaces on lines that are empty', () => {
    const expected = graphFromEdges(3, [[0, 2]]);
    for (const header of ['source,target', ' a , b2 ', 'from_1\t,\tto']) {
      expect(edgesFromCsv(`${header}\n0,2\n  \n`, 3)).toEqual(expected);
    }
    for (const header of ['a-b,c', 'a b,c', 'a,b-c', 'a,b c', 'a,b,c', '-a,b', 'a,-b', '1a,b', 'a,1b', 'a']) {
      expect(() => edgesFromCsv(`${header}\n0,2\n`, 3), header).toThrow(`line 1: got '${header}'`);
    }
  });

  test('show 40 letters of a line that is none', () => {
    const line = 'x'.repeat(40);
    expect(() => edgesFromCsv(line, 3)).toThrow(`got '${line}', allowed`);
    expect(() => edgesFromCsv(`${line}y`, 3)).toThrow(`got '${line}...', allowed`);
  });

  test('of neurons in fractions say which there are', () => {
    expect(() => graphFromEdges(3, [[0, 1.5]])).toThrow('edge list: edge 0: got (0, 1.5), allowed is neurons 0 to 2');
    expect(() => graphFromEdges(3, [[0.5, 1]])).toThrow('edge list: edge 0: got (0.5, 1), allowed is neurons 0 to 2');
  });

  test('refuse neurons that the graph does not have', () => {
    expect(() => edgesFromCsv('0,99999999999\n', 3)).toThrow(ValueError);
    expect(() => edgesFromCsv('0,3\n', 3)).toThrow('neurons 0 to 2');
  });
});

test('more edges than any memory holds are refused by name, with what they need', () => {
  const most = { neurons: 2 ** 26, neighbours: 2 ** 20 };
  const key = RandomKey.fromSeed(1);
  for (const make of [
    () => ring(most),
    () => wattsStrogatz({ ...most, rewiring: 0.1, key }),
    () => complete(2 ** 26),
  ]) {
    expect(make).toThrow(ValueError);
    expect(make).toThrow(
      /^edges of a graph: got \d+, .* ends alone take \d+\.\d GiB\. Take fewer neurons or neighbours\.$/,
    );
  }
});

test('text with a byte order mark is read; that of UTF-16 is refused by name', () => {
  expect(edgesFromCsv('\uFEFFsource,target\r\n0,1\r\n', 3)).toEqual(edgesFromCsv('0,1', 3));
  const text = '\uFEFF0,1\n';
  const wide = new TextDecoder().decode(Buffer.from(text, 'utf16le'));
  expect(() => edgesFromCsv(wide, 3)).toThrow(/UTF-16/);
});
