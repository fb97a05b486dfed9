import type { Engine } from '../contract/engine.ts';
import { maximumTerms, type SamplePlace } from '../contract/state.ts';
import { ShapeError, ValueError } from '../errors.ts';
import { innerTerms } from './checked-clock.ts';
import { CheckedState, checkBatches, checkDistinct, type StateOwner } from './checked-state.ts';

/** What an engine offers for steps of a size of each sample's own. */
export type SampleMethods = Required<Pick<Engine, 'combineSamples' | 'copySamples'>>;

/** These methods with their preconditions in front; `check` throws once the engine was disposed of. */
export function checkedSamples(owner: StateOwner, engine: SampleMethods, check: () => void): SampleMethods {
  return {
    combineSamples(out, base, sizes, terms) {
      check();
      const [to, from] = [CheckedState.inner(out, owner), CheckedState.inner(base, owner)];
      if (terms.length === maximumTerms) {
        throw new ValueError('terms of a combination', terms.length, `1 to ${maximumTerms - 1} beside a base`);
      }
      const inner = innerTerms(terms, owner);
      const read = [base, ...terms.map(([, state]) => state)];
      checkBatches(out, read);
      checkDistinct('out', out, read);
      checkSizes(sizes, out.batch);
      engine.combineSamples(to, from, sizes, inner);
    },
    copySamples(to, from, places) {
      check();
      const [into, source] = [CheckedState.inner(to, owner), CheckedState.inner(from, owner)];
      checkDistinct('to', to, [from]);
      checkPlaces(places, to.batch, from.batch);
      engine.copySamples(into, source, places);
    },
  };
}

function checkSizes(sizes: ArrayLike<number>, batch: number): void {
  if (sizes.length !== batch) throw new ShapeError('sizes', sizes.length, batch, 'Give one per sample.');
  for (let b = 0; b < batch; b++) {
    if (!Number.isFinite(sizes[b])) throw new ValueError(`size of sample ${b}`, sizes[b], 'a finite number');
  }
}

function checkPlaces(places: readonly SamplePlace[], to: number, from: number): void {
  const named = new Set<number>();
  for (const [target, source] of places) {
    checkPlace('place of a sample in `to`', target, to);
    checkPlace('place of a sample in `from`', source, from);
    if (named.has(target)) throw new ValueError('places in `to`', `${target} twice`, 'each at most once');
    named.add(target);
  }
}

function checkPlace(what: string, place: number, batch: number): void {
  if (Number.isInteger(place) && place >= 0 && place < batch) return;
  throw new ValueError(what, place, `a whole number from 0 to ${batch - 1}`);
}
