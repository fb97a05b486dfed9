import { describe, expect, test } from 'vitest';
import { solvers, type Tableau } from '../index.ts';

/** A rooted tree: the subtrees at its root. */
type Tree = readonly Tree[];

/** Rooted trees by their number of vertices, 1 first; the same tree may come more than once. */
function treesUpTo(order: number): readonly (readonly Tree[])[] {
  const trees: Tree[][] = [[[]]];
  for (let size = 2; size <= order; size++) {
    const forests = (vertices: number, largest: number): Tree[][] => {
      if (vertices === 0) return [[]];
      const found: Tree[][] = [];
      for (let first = Math.min(vertices, largest); first >= 1; first--) {
        for (const tree of trees[first - 1]!) {
          for (const rest of forests(vertices - first, first)) found.push([tree, ...rest]);
        }
      }
      return found;
    };
    trees.push(forests(size - 1, size - 1));
  }
  return trees;
}

const size = (tree: Tree): number => 1 + tree.reduce((sum, subtree) => sum + size(subtree), 0);
/** gamma, the density of a tree. */
const density = (tree: Tree): number => tree.reduce((product, subtree) => product * density(subtree), size(tree));

/** The weight that a method gives to a tree's elementary differential, times h^size. */
function elementaryWeight({ a, b }: Tableau, tree: Tree): number {
  const stages = (node: Tree): number[] => {
    const below = node.map((subtree) => {
      const values = stages(subtree);
      return a.map((row) => row.reduce((sum, coefficient, j) => sum + coefficient * values[j]!, 0));
    });
    return b.map((_, i) => below.reduce((product, values) => product * values[i]!, 1));
  };
  return stages(tree).reduce((sum, value, i) => sum + b[i]! * value, 0);
}

/** The largest difference from 1 / gamma over trees of this many vertices. */
function defect(tableau: Tableau, vertices: number): number {
  const trees = treesUpTo(vertices)[vertices - 1]!;
  return Math.max(...trees.map((tree) => Math.abs(elementaryWeight(tableau, tree) - 1 / density(tree))));
}

test('there are 1, 1, 2, 4, 9 rooted trees of one to five vertices', () => {
  const distinct = treesUpTo(5).map((trees) => new Set(trees.map((tree) => JSON.stringify(tree))).size);
  expect(distinct).toEqual([1, 1, 2, 4, 9]);
});

describe('the order conditions of Butcher hold up to the order of the method and no further', () => {
  test.for(Object.values(solvers).map((solver) => [solver.name, solver] as const))('%s', ([, solver]) => {
    // Coefficients are rounded to 1e-16 and some are given to 14 digits; entries of a are at most 12.
    for (let vertices = 1; vertices <= solver.order; vertices++) expect(defect(solver, vertices)).toBeLessThan(1e-12);
    expect(defect(solver, solver.order + 1)).toBeGreaterThan(1e-5);
  });
});
