import {
  type Backend,
  type Engine,
  type Graph,
  type HostArray,
  ShapeError,
  type SystemSpec,
  ValueError,
} from '@hkmem/backend';
import { graphFromEdges } from '@hkmem/coupling';
import { kuramoto, writeParameters } from '@hkmem/dynamics';
import { CapacityError } from '../errors.ts';

/** A chain of cycles of oscillators. */
export interface HoneycombOptions {
  /** m, cycles in the chain, at least 1. */
  readonly cells: number;
  /** n_c, oscillators of a cycle, at least 3. */
  readonly size: number;
}

/**
 * A honeycomb memory (Guo, Ogranovich, Venkatakrishnan, Shapiro, Bullo, Pasqualetti, arXiv 2504.03102 and 2604.01469): m
 * cycles of n_c oscillators of D = 2 in a chain, neighbours sharing one oscillator, all drawn to the phases of their
 * neighbours alike. Its memories are whole numbers q, one a cycle: round cycle c phases turn q_c times, by 2 pi q_c / n_c at
 * every step, and every |q_c| < n_c / 4. There are (2 ceil(n_c / 4) - 1)^m and nothing else is at rest and stable.
 */
export class Honeycomb {
  /** m. */
  readonly cells: number;
  /** n_c. */
  readonly size: number;
  /** Oscillators of every cycle in order, from the one that it shares with the cycle before. */
  readonly cycles: readonly (readonly number[])[];
  /** The system: m (n_c - 1) + 1 oscillators. */
  readonly spec: SystemSpec;

  /** @throws {ValueError} unless there are whole numbers of cells and of oscillators in each. */
  constructor({ cells, size }: HoneycombOptions) {
    if (!Number.isInteger(cells) || cells < 1) throw new ValueError('cells', cells, 'a whole number from 1');
    if (!Number.isInteger(size) || size < 3) throw new ValueError('size', size, 'a whole number from 3');
    this.cells = cells;
    this.size = size;
    this.cycles = chain(cells, size);
    const graph = graphOf(this.cycles, cells * (size - 1) + 1);
    this.spec = kuramoto(graph.neurons, { dimension: 2, graph, interaction: 'linear' });
  }

  /** How often phases may turn round a cycle: from -(limit) to limit. */
  get largestTurn(): number {
    return Math.ceil(this.size / 4) - 1;
  }

  /** (2 ceil(n_c / 4) - 1)^m, the number of memories. */
  get holds(): number {
    return (2 * this.largestTurn + 1) ** this.cells;
  }

  /** An engine that holds the memory. The caller disposes of it. */
  engine(backend: Backend): Engine {
    const engine = backend.createEngine(this.spec);
    const edges = this.spec.oscillators!.graph.sources.length;
    writeParameters(engine, { 'kuramoto.A': new Float64Array(edges).fill(-1) });
    return engine;
  }

  /**
   * The state s [N, 2] of a memory, the first oscillator at phase 0.
   * @throws {ShapeError} unless there is one number a cycle. @throws {CapacityError} if a cycle cannot hold so many turns.
   */
  state(turns: readonly number[]): Float64Array {
    if (turns.length !== this.cells) {
      throw new ShapeError('turns', turns.length, this.cells, 'Give a whole number for every cycle.');
    }
    const phases = new Float64Array(this.spec.neurons);
    turns.forEach((turn, c) => {
      if (!Number.isInteger(turn)) throw new ValueError(`turn of cycle ${c}`, turn, 'a whole number');
      if (Math.abs(turn) > this.largestTurn) {
        throw new CapacityError(
          `turn of cycle ${c}: got ${turn}, a cycle of ${this.size} holds -${this.largestTurn} to ${this.largestTurn}: ` +
            `${this.holds} memories in all. Take larger cycles.`,
          this.holds,
        );
      }
      const cycle = this.cycles[c]!;
      for (let k = 1; k < cycle.length; k++) {
        phases[cycle[k]!] = phases[cycle[0]!]! + (2 * Math.PI * turn * k) / this.size;
      }
    });
    return Float64Array.from({ length: 2 * phases.length }, (_, n) => {
      return n % 2 === 0 ? Math.cos(phases[n >> 1]!) : Math.sin(phases[n >> 1]!);
    });
  }

  /** The turns q round every cycle of states s [B, N, 2], each step taken the short way; [B][m]. @throws {ShapeError} */
  turns(states: HostArray): number[][] {
    const size = 2 * this.spec.neurons;
    if (states.length === 0 || states.length % size !== 0) {
      throw new ShapeError('states', states.length, size, 'Pass s of one sample or several of that many entries.');
    }
    return Array.from({ length: states.length / size }, (_, b) => {
      const phase = (i: number): number => Math.atan2(states[b * size + 2 * i + 1]!, states[b * size + 2 * i]!);
      return this.cycles.map((cycle) => {
        const sum = cycle.reduce((total, i, k) => {
          const step = phase(cycle[(k + 1) % cycle.length]!) - phase(i);
          return total + step - 2 * Math.PI * Math.round(step / (2 * Math.PI));
        }, 0);
        // Not -0.
        return Math.round(sum / (2 * Math.PI)) + 0;
      });
    });
  }

  /** Every memory, as turns. */
  memories(): number[][] {
    const limit = this.largestTurn;
    const each = Array.from({ length: 2 * limit + 1 }, (_, k) => k - limit);
    return this.cycles.reduce<number[][]>((all) => all.flatMap((turns) => each.map((turn) => [...turns, turn])), [[]]);
  }
}

/** Neighbouring cycles share the oscillator opposite to the one that comes in. */
function chain(cells: number, size: number): number[][] {
  const cycles: number[][] = [];
  let [shared, next] = [0, 1];
  for (let c = 0; c < cells; c++) {
    const cycle = [shared, ...Array.from({ length: size - 1 }, (_, k) => next + k)];
    next += size - 1;
    shared = cycle[Math.floor(size / 2)]!;
    cycles.push(cycle);
  }
  return cycles;
}

function graphOf(cycles: readonly (readonly number[])[], neurons: number): Graph {
  const edges = cycles.flatMap((cycle) => cycle.map((i, k) => [i, cycle[(k + 1) % cycle.length]!] as const));
  return graphFromEdges(neurons, edges);
}
