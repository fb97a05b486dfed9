import type { Engine } from '@hkmem/backend';
import { type OptimiserSettings, optimiserRule } from '../optimiser/optimiser.ts';
import type { Parametrisation } from './parametrisation.ts';
import { readTrainingState, type TrainingState, writeTrainingState } from './training-state.ts';

/** What decides how whole parameters are trained. */
interface EngineParametersSettings {
  readonly engine: Engine;
  readonly optimiser: OptimiserSettings;
  readonly trainable: readonly string[];
  readonly freezeUntil?: Readonly<Record<string, number>>;
}

/** Whole parameters, of threshold units, oscillators or couplings, with running means on the engine. */
export class EngineParameters implements Parametrisation {
  readonly paths: readonly string[];
  readonly #settings: EngineParametersSettings;

  constructor(settings: EngineParametersSettings) {
    this.#settings = settings;
    this.paths = settings.trainable;
  }

  activeAt(update: number): readonly string[] {
    const { freezeUntil = {} } = this.#settings;
    return this.paths.filter((path) => update >= (freezeUntil[path] ?? 0));
  }

  optimise(update: number): void {
    const { engine, optimiser, freezeUntil } = this.#settings;
    for (const path of this.activeAt(update)) {
      engine.optimise(path, optimiserRule(optimiser, path, update, freezeUntil?.[path]));
    }
  }

  read(update: number, parameters?: Iterable<string>): Promise<TrainingState> {
    const { engine, optimiser } = this.#settings;
    return readTrainingState(engine, { paths: this.paths, kind: optimiser.kind }, update, parameters);
  }

  write(state: TrainingState): void {
    const { engine, optimiser } = this.#settings;
    writeTrainingState(engine, { paths: this.paths, kind: optimiser.kind }, state);
  }
}
