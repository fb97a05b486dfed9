import {
  clusterPoints,
  drawScenes,
  float64Operations,
  foregroundAri,
  meanBestOverlap,
  runShapes,
  type ShapesSpec,
  shapesStart,
} from '@hkmem/akorn';
import { largestOf, RandomKey } from '@hkmem/backend';
import type { JudgedShapes } from '../format/oscillator-format.ts';
import { factsOfNetwork, loadNetwork, type OscillatorNetwork, turn } from './oscillator-network.ts';
import type { GroupEnd, GroupRequest, ShapesFacts } from './oscillator-protocol.ts';
import { planeOf, projected } from './plane.ts';

/** Scenes of shapes whose pixels oscillators group. */
export class ShapeGrouping {
  #network: OscillatorNetwork<ShapesSpec, JudgedShapes> | undefined;
  #latest = 0;

  async load(address: string): Promise<ShapesFacts> {
    this.#network ??= await loadNetwork(address);
    return factsOfNetwork(this.#network);
  }

  /** Lets the oscillators of a scene settle, and groups its pixels; a newer request ends it, and then there is nothing. */
  async group({ seed, shapes, steps }: GroupRequest): Promise<GroupEnd | undefined> {
    const mine = ++this.#latest;
    const { manifest, parameters } = this.#network!;
    const { spec } = manifest;
    const { channels, size } = spec;
    const key = RandomKey.fromSeed(seed).fold('scene of the page');
    const { images, labels } = drawScenes({ count: 1, size, shapes: [shapes, shapes], key });
    const operations = float64Operations;
    const states: Float64Array[] = [Float64Array.from(shapesStart(key.fold('start'), 1, spec))];
    for (let step = 0; step < steps; step++) {
      const start = states.at(-1)!;
      const { end } = runShapes(operations, spec, parameters, { images, start, steps: 1 }, 'none');
      states.push(end.data);
      await turn();
      if (mine !== this.#latest) return undefined;
    }
    const last = states.at(-1)!;
    const groups = Uint8Array.from(clusterPoints(last, channels, 1 + largestOf(labels)));
    // The background is most of the picture, and would be most of the plane.
    const plane = planeOf(
      last.filter((_, at) => labels[Math.floor(at / channels)] !== 0),
      channels,
    );
    return {
      size,
      image: images,
      labels,
      groups,
      foregroundAri: foregroundAri(labels, groups),
      meanBestOverlap: meanBestOverlap(labels, groups),
      frames: states.map((state, t) => ({ t, directions: projected(state, channels, plane) })),
    };
  }
}
