import type { Graph } from '@hkmem/backend';
import { edgesFromCsv, edgesToCsv, graphFromEdges } from '@hkmem/coupling';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readEdgeTable, writeEdgeTable } from './edge-table.ts';
import { EdgeTableError } from './errors.ts';

const graph: Graph = graphFromEdges(5, [
  [3, 0],
  [0, 1],
  [2, 4],
]);

describe('edges as text', () => {
  test('in the order given, neurons counted from 0, with a header, comments and CR LF or without', () => {
    expect(readEdgeTable('3,0\n0,1\n2,4')).toEqual({ graph });
    expect(readEdgeTable('source,target\n3,0\n0,1\n2,4\n', 5)).toEqual({ graph });
    expect(readEdgeTable('\uFEFF# K of swap\r\n\r\n"i", "j"\r\n 3 , 0\r\n0,1 # the second\r\n2,4\r\n')).toEqual({
      graph,
    });
    const weights = Float64Array.of(0.1, -2e-7, 3);
    expect(readEdgeTable('i,j,w\n3,0,0.1\n0,1,-2e-7\n2,4,+3.\n')).toEqual({ graph, weights });
    expect(readEdgeTable('', 3)).toEqual({ graph: graphFromEdges(3, []) });
  });

  test('as @hkmem/coupling writes and reads them', () => {
    expect(writeEdgeTable(graph)).toBe(edgesToCsv(graph));
    expect(readEdgeTable(edgesToCsv(graph), 5).graph).toEqual(edgesFromCsv(writeEdgeTable(graph), 5));
  });

  test('are read back bit for bit', () => {
    const weights = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(weights, (given) => {
        const read = readEdgeTable(writeEdgeTable(graph, given), 5);
        expect(read).toEqual({ graph, weights: Float64Array.from(given) });
      }),
    );
  });

  test('a byte order mark is passed over, with CR LF as well; UTF-16 is named', () => {
    expect(readEdgeTable('\uFEFF3,0\r\n0,1\r\n2,4\r\n')).toEqual({ graph });
    const text = '\uFEFF3,0\n0,1\n';
    const wide = new TextDecoder().decode(Buffer.from(text, 'utf16le'));
    expect(() => readEdgeTable(wide)).toThrow(EdgeTableError);
    expect(() => readEdgeTable(wide)).toThrow(/UTF-16/);
  });

  test('errors name the line', () => {
    expect(() => readEdgeTable('i,j\n0,1\n\n0;2\n')).toThrow(EdgeTableError);
    expect(() => readEdgeTable('i,j\n0,1\n\n0;2\n')).toThrow(/line 4: got '0;2', allowed are 'i,j'/);
    expect(() => readEdgeTable('0,1\n0,5\n', 5)).toThrow(/line 2: got the edge \(0, 5\), allowed are neurons 0 to 4/);
  });

  test('a graph or weights that do not fit are not written', () => {
    expect(() => writeEdgeTable(graph, [1, 2])).toThrow(/2 entries, expected 3/);
    expect(() => writeEdgeTable(graph, [1, 2, Number.NaN])).toThrow(/weight of edge 2 is NaN/);
    expect(() => writeEdgeTable({ ...graph, neurons: 3 })).toThrow(/edge 0: got \(3, 0\)/);
  });
});
