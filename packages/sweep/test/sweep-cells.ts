import { type BaseCell, type EditCell, glyphsRecipe } from '@hkmem/experiments';

/** How far a test's cells go, where it is not the least. */
export interface CellSize {
  readonly seed?: number;
  readonly updates?: number;
  readonly checkpointEvery?: number;
}

const evaluation = { rtol: 1e-3, atol: 1e-6, images: 10, energy: false, every: 0, everyImages: 1 };

/** A base memory over drawn digits that trains in some milliseconds. */
export function tinyBase({ seed = 1, updates = 4, checkpointEvery = 2 }: CellSize = {}): BaseCell {
  const { base } = glyphsRecipe;
  const memory = { activation: 'relu', hidden: 2 } as const;
  const config = { task: 'base', data: 'glyphs', seed, ...base, memory, batch: 5, updates } as const;
  return { kind: 'base', config, execution: { evaluation, checkpointEvery } };
}

/** A swap on such a base. */
export function tinyEdit(
  { seed = 1, updates = 2, checkpointEvery = 1 }: CellSize = {},
  base: BaseCell = tinyBase(),
): EditCell {
  const edit = glyphsRecipe.edit('swap', 'additive');
  const graph = { ...edit.graph, neighbours: 4 };
  const common = { task: 'swap', data: 'glyphs', seed, base: base.config } as const;
  return {
    kind: 'edit',
    config: { ...edit, ...common, graph, batch: 4, updates },
    execution: { evaluation, checkpointEvery },
  };
}

/** What a worker said. */
export interface Written {
  stderr: string;
}

/** Waits until something holds, looking every few milliseconds. @throws if it does not in time. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, seconds = 60): Promise<void> {
  const end = performance.now() + 1000 * seconds;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`waited ${seconds} s for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
