import { edgePass, lanes } from '../../generated/constants.js';
import type { PairEnergyBlock } from '../../generated/launches.js';
import type { Launch } from '../launch/launcher.ts';
import type { Region } from '../memory/heap.ts';
import type { EdgeTable } from './edge-table.ts';

/** An energy along edges: E_K, or E_HK. */
type TermName = EdgeTable['form']['terms'][number];

/** Sums of one graph, [T][terms][4]. */
interface Part {
  readonly terms: readonly TermName[];
  readonly sums: number;
}

/** Energies along edges, per sample, in float64 memory that is given back by `free`. */
export class PairEnergies {
  readonly launches: Launch[] = [];
  readonly #region: Region;
  readonly #tiles: number;
  readonly #parts: Part[] = [];

  constructor(region: Region, tiles: number) {
    this.#region = region;
    this.#tiles = tiles;
  }

  /** Adds the edges of a graph: those of laws in the table give an energy each, others E_K and E_HK / kappaK. */
  add(table: EdgeTable, block: Omit<PairEnergyBlock, 'pairs' | 'sums' | 'sumsBytes'>): void {
    const called = table.form.kind === edgePass.CALLED;
    const terms = called ? table.form.terms : (['interaction', 'coupling'] as const);
    const sumsBytes = lanes.WIDE * terms.length;
    const sums = this.#region.allocate(sumsBytes * this.#tiles);
    this.#parts.push({ terms, sums });
    const whole = { ...block, pairs: table.pass, sums, sumsBytes };
    this.launches.push({ kernel: 'pairEnergy', items: this.#tiles, grain: 1, block: whole });
  }

  /** The sum of all that belongs to one energy, [B], once the launches have run. */
  read(term: TermName, batch: number): Float64Array {
    const total = new Float64Array(batch);
    for (const { terms, sums } of this.#parts) {
      const values = this.#region.heap.doubles(sums, lanes.LANES * terms.length * this.#tiles);
      terms.forEach((each, k) => {
        if (each !== term) return;
        for (let b = 0; b < batch; b++) {
          const tile = Math.floor(b / lanes.LANES);
          total[b]! += values[lanes.LANES * (terms.length * tile + k) + (b % lanes.LANES)]!;
        }
      });
    }
    return total;
  }

  free(): void {
    for (const { sums } of this.#parts) this.#region.free(sums);
  }
}
